#!/usr/bin/env python3
"""Executes the notebook in a folder of its own, and compares what it says with what it holds.

usage: run_notebook.py           all text must be equal; pictures must be there
       run_notebook.py --write   the notebook gets the outputs of this run

The program must be on the path.
"""
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

PYTHON = Path(__file__).resolve().parents[1]
NOTEBOOK = PYTHON / "flywheel.ipynb"


def execute(notebook: nbformat.NotebookNode) -> None:
    """Runs all cells where the same relative paths hold as in the checkout."""
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the kernel warns of its own debugger
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "analysis" / "python"
        folder.mkdir(parents=True)
        (folder / "flywheel").symlink_to(PYTHON / "flywheel")
        (Path(name) / "scenarios").symlink_to(PYTHON.parents[1] / "scenarios")
        NotebookClient(notebook, timeout=100, kernel_name="python3", record_timing=False,
                       resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        join_streams(cell)


def join_streams(cell: nbformat.NotebookNode) -> None:
    """What is printed comes in pieces, as chance will have it."""
    joined = []
    for output in cell.get("outputs", []):
        last = joined[-1] if joined else {}
        if output.output_type == last.get("output_type") == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    if joined:
        cell.outputs = joined


def told(output: nbformat.NotebookNode) -> str:
    """What an output says that does not depend on how pictures are drawn."""
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    data = output.data
    return "a picture" if "image/png" in data else data["text/plain"]


def texts(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """The outputs of each cell."""
    return [[told(o) for o in cell.get("outputs", [])] for cell in notebook.cells]


def write(notebook: nbformat.NotebookNode) -> None:
    """Keeps the outputs, but not by which Python they were made."""
    notebook.metadata.pop("language_info", None)
    nbformat.write(notebook, NOTEBOOK)


def main(arguments: list[str]) -> int:
    """The exit status."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    expected = texts(notebook)
    execute(notebook)
    if arguments == ["--write"]:
        write(notebook)
        return 0
    differ = [n for n, pair in enumerate(zip(expected, texts(notebook))) if pair[0] != pair[1]]
    for n in differ:
        print(f"{notebook.cells[n].source}\nshould say:\n{expected[n]}\nsays:\n"
              f"{texts(notebook)[n]}\n", file=sys.stderr)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
