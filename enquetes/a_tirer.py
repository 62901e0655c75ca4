from enquetes.echantillons.populations import Population, inscrire
from enquetes.models import PageInternet


def pages(controle, agent):
    """L'inventaire, d'un seul tenant."""
    siennes = PageInternet.objects.visibles_par(agent).en_ligne()
    du_departement = siennes.filter(departement=controle.departement_id)
    return {"": dict(du_departement.values_list("adresse", "intitule"))}


inscrire(Population("site_internet", "pages du site internet", "enquetes.view_pageinternet", pages))
