"""``python -m exitgraph`` is the command line."""

from exitgraph.cli import main

if __name__ == "__main__":
    main()
