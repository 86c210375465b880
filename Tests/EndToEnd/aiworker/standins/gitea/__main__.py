"""`python -m aiworker.standins.gitea --repository acme/shop`"""

from ..program import arguments, run
from .server import Gitea

parser = arguments("A strict stand-in for Gitea.")
parser.add_argument("--repository", action="append", metavar="OWNER/NAME", help="a repository with a branch main; may be repeated")
options = parser.parse_args()
gitea = Gitea(port=options.port, **({"token": options.token} if options.token else {}))
for full_name in options.repository or ["acme/shop"]:
    gitea.add(*full_name.split("/", 1))
run(gitea, GITEA_URL=gitea.url, GITEA_TOKEN=gitea.token)
