"""`python -m bot`, and the command `tocsin`."""


def main() -> None:
    """Run the command line."""
    # Imported here: the processes that parse feeds import this module too, and must stay small.
    from bot.cli import main as run_command

    run_command()


if __name__ == "__main__":
    main()
