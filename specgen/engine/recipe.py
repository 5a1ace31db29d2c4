"""A data set that travels: what another process or machine needs to make an engine of its own."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Mapping

from specgen.errors import EnvironmentProblem
from specgen.language import Spec
from specgen.language.load import load_carried
from specgen.manifest import NOT_INSTALLED, versions
from specgen.packages import additions
from specgen.plan import Plan, plan
from specgen.records import record

_GROUPS = ("specgen.generators", "specgen.distributions")


@record
class Recipe:
    """A spec with the contents of every file that it was read from, and the versions that its values depend on."""

    versions: Mapping[str, str]
    file: str
    overrides: Mapping[str, str]
    contents: Mapping[str, bytes]
    digest: str
    """The same for the same data set: worked out once, and it travels along."""

    def plan(self) -> Plan:
        """The same plan, made here; EnvironmentProblem if what is installed here may make other values."""
        here = _versions()
        other = {name: here.get(name, NOT_INSTALLED) for name, version in self.versions.items() if here.get(name) != version}
        if other:
            found = " and ".join(f"{name} {version} instead of {self.versions[name]}" for name, version in other.items())
            what = f"a worker on {socket.gethostname()} might make other values: it has {found}"
            raise EnvironmentProblem(what, "install the same versions wherever rows are made")
        return plan(load_carried(self.file, self.overrides, self.contents))


def recipe(spec: Spec) -> Recipe:
    """What travels in place of a spec; EnvironmentProblem if a file that it was read from has changed since."""
    if spec.origin is None:
        raise ValueError(f"the model {spec.name} is not as it was read, so nobody else can read the same")
    origin, contents, here = spec.origin, spec.origin.contents(), _versions()
    said = [here, origin.file, origin.overrides, {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}]
    return Recipe(here, origin.file, origin.overrides, contents, hashlib.sha256(json.dumps(said).encode()).hexdigest())


def _versions() -> dict[str, str]:
    """Of specgen, the libraries that values depend on, and the packages that add generators and distributions."""
    added = {point.dist.name: point.dist.version for point in additions(*_GROUPS) if point.dist is not None}
    return {**versions(), **dict(sorted(added.items()))}
