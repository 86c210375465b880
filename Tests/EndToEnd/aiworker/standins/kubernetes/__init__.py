"""A stand-in for a Kubernetes cluster: an API server with the kinds a preview needs, and the controllers behind it."""

from .chain import Broken, Reached
from .rollouts import Rollout
from .server import Kubernetes

__all__ = ["Broken", "Kubernetes", "Reached", "Rollout"]
