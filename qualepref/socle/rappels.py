from django.utils.text import capfirst

from qualepref.socle.echeancier import Avis, rappel
from qualepref.socle.models import Designation


@rappel(
    "designations-qui-finissent",
    "désignations qui prennent fin",
    "administrateur",
    "referent_qualite",
    permission="socle.view_designation",
    objets=Designation.objects.all,
    champ_date="date_fin",
    preavis=30,
)
def designations_qui_finissent(fenetre):
    """Un rôle qui finit laisse un service sans correspondant : le temps de désigner la suite."""
    finissent = Designation.objects.finissant_avant(fenetre.jusqu_au, fenetre.le)
    siennes = finissent.filter(departement=fenetre.departement).select_related("agent")
    for une in siennes:
        for role in ("administrateur", "referent_qualite"):
            for agent in fenetre.destinataires.du_role(role):
                yield Avis(agent, une.pk, une.date_fin, une.get_absolute_url(), capfirst(une))
