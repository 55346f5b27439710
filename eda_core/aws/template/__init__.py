"""The CloudFormation template of the demo, generated from `eda_core.stack`."""

from eda_core.aws.template.document import MAX_TEMPLATE_BYTES, parameter_names, template

__all__ = ["MAX_TEMPLATE_BYTES", "parameter_names", "template"]
