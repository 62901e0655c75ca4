"""Les réponses parties d'ici portent un identifiant signé de leur clé d'envoi (Reponse.message_id).

La réponse de l'usager le cite en « In-Reply-To » : elle rejoint ainsi sa demande. Sans la clé,
tirée au hasard, il ne se fabrique pas.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from suivi.models import Reponse

FORME = re.compile(r"<reponse-(\d{1,18})\.([0-9a-f]{32})@[^<>\s]+>")


def reponse_du_fil(identifiants: Iterable[str]) -> Reponse | None:
    """La première de nos réponses que l'un de ces identifiants nomme."""
    for identifiant in identifiants:
        if trouve := FORME.fullmatch(identifiant):
            reponses = Reponse.objects.filter(pk=int(trouve[1]), cle_envoi=UUID(trouve[2]))
            if reponse := reponses.select_related("demande").first():
                return reponse
    return None
