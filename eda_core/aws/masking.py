"""The masking of `eda_core.masking`, for failures and what is told of an account."""

from eda_core.masking import masked, without_secrets

__all__ = ["masked", "without_secrets"]
