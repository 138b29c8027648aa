"""`chalice package` in this process: the SAM template that Chalice makes of app.py and .chalice/, before rewriting.

Chalice's own zip is left out: it has neither byte code nor a pruned botocore (`infra.package.bundle` makes ours).
"""

import sys
from pathlib import Path
from typing import Any

from chalice.cli.factory import CLIFactory
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BaseDeployStep, BuildStage, InjectDefaults, PolicyGenerator
from chalice.package import PackageOptions, ResourceBuilder, SAMTemplateGenerator
from chalice.policy import AppPolicyGenerator
from chalice.utils import OSUtils

STAGE = "stage"
"""Chalice asks for a name of its own; ours is the template's parameter."""

CODE = "app.zip"


class _OurBundle(BaseDeployStep):
    def handle_deploymentpackage(self, config: Any, resource: Any) -> None:  # noqa: ARG002 - a step has both
        resource.filename = CODE


class _Principals(PackageOptions):
    """Service principals without asking AWS: they are the same in every region that has SMS."""

    def __init__(self) -> None:
        """Without a client."""

    def service_principal(self, service: str) -> str:
        return f"{service}.amazonaws.com"


def sam_template(project: Path) -> tuple[dict[str, Any], Any]:
    """The template of the project in this folder, and its Chalice app."""
    if str(project) not in sys.path:
        sys.path.insert(0, str(project))
    config = CLIFactory(str(project)).create_config_obj(STAGE)
    tools = OSUtils()
    steps = [InjectDefaults(), _OurBundle(), PolicyGenerator(AppPolicyGenerator(tools), tools)]
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), BuildStage(steps))
    models = builder.construct_resources(config, STAGE)
    return SAMTemplateGenerator(config, _Principals()).generate(models), config.chalice_app
