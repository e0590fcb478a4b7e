"""What is wrong with something the user has set up."""


class SettingsError(Exception):
    """One sentence for the user."""
