"""`python -m aiworker.standins.kubernetes --ready-after 3`"""

from ..program import arguments, run
from .rollouts import OUTCOMES, Rollout
from .server import Kubernetes

parser = arguments("A strict stand-in for a Kubernetes cluster. kubectl --server <address> reads it.")
parser.add_argument("--ready-after", type=float, default=3, metavar="SECONDS", help="how long a rollout takes")
parser.add_argument("--outcome", choices=OUTCOMES, default="ready", help="how rollouts end")
parser.add_argument("--gone-after", type=float, default=2, metavar="SECONDS", help="how long a deleted namespace is Terminating")
options = parser.parse_args()
kubernetes = Kubernetes(port=options.port, **({"token": options.token} if options.token else {}))
kubernetes.rollout = Rollout(options.outcome, **({"seconds": options.ready_after} if options.ready_after else {"polls": 0}))
kubernetes.namespaces.seconds = options.gone_after
run(kubernetes, AIWORKER_KUBE_URL=kubernetes.url, AIWORKER_KUBE_TOKEN=kubernetes.token)
