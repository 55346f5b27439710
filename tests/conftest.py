"""Settings of all tests."""

from hypothesis import HealthCheck, settings

# A shared machine may be slow for a moment: no property is about time, so none may fail by it.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("steady")

pytest_plugins = ["tests.aws.emulators"]
