"""The object stores by the scheme of their URLs: how to reach them, with whose credentials, and what to do when they refuse.

Credentials come from where other programs have them: the environment, a profile, the machine. None is ever taken from a URL or shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from specgen.errors import EnvironmentProblem
from specgen.records import record
from specgen.stores import reason

_PATIENCE = timedelta(seconds=30)
"""How long Google's library tries again; by default it does for a quarter of an hour."""
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN")
_LONG = 8
"""Secrets of fewer characters are starred as whole words only, also in a URL: a short one stands inside words that are none."""
_SAID = (
    r"AWS Error \w+ during \w+ operation: .*Details: (.+)",
    r"AWS Error (\w+) during \w+ operation: No response body",
    r"AWS Error \w+ during \w+ operation: (.+?)(?: \(Request ID.*)?$",
    r"google::cloud::Status\(\w+: (?:.*last message of )?(.+?)(?: error_info=.*)?\)*$",
    r"Azure Error: \[\w*\] (.+)",
)
"""What a server says, inside what the libraries put around it."""
_NO_BUCKET = ("NO_SUCH_BUCKET", "Bucket '", "ContainerNotFound", "bucket does not exist")
_DENIED = ("ACCESS_DENIED", "403", "PERMISSION_DENIED", "AuthorizationPermissionMismatch")
_UNKNOWN = ("INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH", "EXPIRED", "CREDENTIAL", "UNAUTHENTICATED", "AuthenticationFailed")
_NO_TOKEN = ("Credential", "OAuth2", "access token", "UNRECOGNIZED_CLIENT")
_ELSEWHERE = ("PERMANENT_REDIRECT", "301", "AuthorizationHeaderMalformed")
_NO_NETWORK = ("NETWORK_CONNECTION", "UNAVAILABLE", "Fail to get a new connection", "timed out", "TIMEOUT")


@record
class Service:
    """A kind of object store."""

    scheme: str
    bucket: str
    """What it calls a bucket."""
    credentials: str
    """Where they are told."""
    endpoint: str
    """Where a server of one's own is told."""
    connect: Callable[[str], Any]
    """The pyarrow file system that reaches a bucket."""

    def explained(self, error: Exception) -> tuple[str, str]:
        """What the server or the network says, and what to do."""
        advice = {
            _NO_BUCKET: f"make the {self.bucket} first, or name another one",
            _UNKNOWN + _NO_TOKEN: f"set {self.credentials}",
            _DENIED: f"let these credentials write there, or use others: {self.credentials}",
            _ELSEWHERE: f"the {self.bucket} is in another region: set AWS_REGION",
            _NO_NETWORK: f"see whether the network is there; {self.endpoint}",
        }
        whole = str(error)
        help = next((help for signs, help in advice.items() if any(sign in whole for sign in signs)), self.endpoint)
        return _plain(error), help


def _plain(error: Exception) -> str:
    said = reason(error)
    found = next((match[1] for pattern in _SAID if (match := re.search(pattern, said))), said).rstrip(". ")
    found = found.replace("_", " ").lower() if found.isupper() else found
    for secret in filter(None, map(os.environ.get, _SECRETS)):
        word = re.escape(secret)
        found = re.sub(word if len(secret) >= _LONG else rf"(?<!\w){word}(?!\w)", "*", found)
    return re.sub(r"([?&]sig=)[^&\s'\"]*", r"\1*", found)


def _s3(bucket: str) -> Any:
    from pyarrow import fs

    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region is None and endpoint is None:
        region = fs.resolve_s3_region(bucket)
    # Writes in the background know no bound: what the network does not take at once would be held in memory.
    return fs.S3FileSystem(endpoint_override=endpoint, region=region, background_writes=False, allow_delayed_open=True)


def _gs(bucket: str) -> Any:
    from pyarrow import fs

    return fs.GcsFileSystem(retry_time_limit=_PATIENCE)


def _az(container: str) -> Any:
    from pyarrow import fs

    account = os.environ.get("AZURE_STORAGE_ACCOUNT_NAME") or os.environ.get("AZURE_STORAGE_ACCOUNT")
    if not account:
        raise EnvironmentProblem(f"cannot reach az://{container}: no storage account is named", f"set {_AZURE}")
    key, token = os.environ.get("AZURE_STORAGE_ACCOUNT_KEY"), os.environ.get("AZURE_STORAGE_SAS_TOKEN")
    return fs.AzureFileSystem(account, account_key=key or None, sas_token=None if key else token or None)


_AZURE = "AZURE_STORAGE_ACCOUNT_NAME, and AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN or the login of `az login`"
_KINDS = (
    Service(
        "s3",
        "bucket",
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
        "AWS_ENDPOINT_URL names a server that is not Amazon's",
        _s3,
    ),
    Service(
        "gs", "bucket", "GOOGLE_APPLICATION_CREDENTIALS, or log in with `gcloud auth application-default login`", "try again later", _gs
    ),
    Service("az", "container", _AZURE, "AZURE_STORAGE_ACCOUNT_NAME names the account", _az),
)
SERVICES: Mapping[str, Service] = {service.scheme: service for service in _KINDS}
"""By the scheme of their URLs."""
