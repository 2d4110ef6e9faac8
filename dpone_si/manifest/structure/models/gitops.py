"""``gitops``: settings for deployment."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

QUANTITY = r"^\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$"


@block(closed=True, strict=True)
class ResourceAmounts(Shape):
    """Kubernetes quantities; write them quoted."""

    cpu: str = key('Processor time, such as "500m" or "2".', pattern=QUANTITY)
    memory: str = key('Memory, such as "512Mi" or "2Gi".', pattern=QUANTITY)
    ephemeral_storage: str = key('Local disk, such as "10Gi".', name="ephemeral-storage", pattern=QUANTITY)


@block(closed=True, strict=True)
class AirflowResources(Shape):
    """What the load's container may use; at the root of a file only."""

    requests: ResourceAmounts = key("What is reserved.")
    limits: ResourceAmounts = key("What may not be exceeded.")


@block(open=True)
class GitopsAirflow(Shape):
    """Settings of the Airflow deployment."""

    resources: AirflowResources = key("What the load's container may use.")


@block(open=True)
class Gitops(Shape):
    """Settings for deployment."""

    airflow: GitopsAirflow = key("Settings of the Airflow deployment.")
