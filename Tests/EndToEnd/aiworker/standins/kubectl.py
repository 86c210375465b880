"""The real kubectl, kept away from the configuration of whoever runs the tests."""

import os
import pathlib
import shutil
import subprocess

SECONDS = 60


class Kubectl:
    """Speaks to one cluster. `AIWORKER_KUBECTL` names another program than the one on the PATH."""

    def __init__(self, cluster, home: pathlib.Path, *options: str):
        self.program = os.environ.get("AIWORKER_KUBECTL") or shutil.which("kubectl")
        assert self.program, "kubectl is missing: install Debian's kubernetes-client, or set AIWORKER_KUBECTL"
        if cluster.tls is None:
            cluster.admits_readers = True
        self.options = ["--server", cluster.url, *options]
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home), "KUBECONFIG": "/dev/null", "NO_PROXY": "127.0.0.1",
                            "LC_ALL": "C.UTF-8"}

    def run(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess:
        """One command, however it ends."""
        return subprocess.run([self.program, *self.options, *arguments], input=given, capture_output=True, text=True, timeout=SECONDS,
                              env=self.environment, check=False)

    def __call__(self, *arguments: str, given: str | None = None) -> str:
        """What a command prints; it must succeed."""
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, f"kubectl {' '.join(arguments)}: {done.stderr}"
        return done.stdout
