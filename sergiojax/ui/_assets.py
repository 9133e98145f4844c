"""Reads the browser files (HTML, CSS, JavaScript) next to the components' Python code.

They are real files so that editors and reviewers see them as what they are, and package data so
that the wheel carries them.
"""

from importlib.resources import files


def read_assets(package: str, *paths: str) -> str:
    """Read files of a package and join them in the order given.

    Args:
        package: Dotted name of the package that holds the files.
        *paths: Paths of UTF-8 text files relative to the package.

    Returns:
        The joined text. It ends with a line break: Streamlit takes one line of inline JavaScript
        or CSS without a break for the name of a file.
    """
    root = files(package)
    return "".join(root.joinpath(path).read_text(encoding="utf-8") + "\n" for path in paths)
