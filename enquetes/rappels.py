from datetime import timedelta

from enquetes.avancee import avancees
from enquetes.controles.ecarts import synthese
from enquetes.controles.envoi import GENRE, UN_MOIS
from enquetes.models import Controle, Enquete
from enquetes.progression import en_une_phrase
from qualepref.socle.droits import TOUS
from qualepref.socle.echeancier import Avis, rappel

# --- Contrôles ------------------------------------------------------------------------------------


@rappel(
    "controles-a-faire",
    "contrôles à faire",
    *TOUS,
    permission="enquetes.view_controle",
    objets=Controle.objects.a_faire,
    champ_date="date_echeance",
    preavis=30,
    impose_a=("referent_qualite",),
)
def controles_a_faire(fenetre):
    """À qui le contrôle est confié ; à personne, au référent."""
    attendus = Controle.objects.a_faire().filter(
        departement=fenetre.departement, date_echeance__lte=fenetre.jusqu_au
    )
    referents = fenetre.destinataires.du_role("referent_qualite")
    for un in attendus.select_related("questionnaire", "site", "service"):
        for agent in [un.responsable_id] if un.responsable_id else referents:
            yield Avis(agent, un.pk, un.date_echeance, un.get_absolute_url(), str(un))


@rappel(
    GENRE,
    "grilles closes, à lire",
    *TOUS,
    permission="enquetes.view_controle",
    objets=Controle.objects.faits,
    champ_date="fait_le",
    est_une_echeance=False,
)
def controles_clos(fenetre):
    """À qui il fut envoyé, avec sa synthèse ; un mois suffit à rattraper."""
    depuis = fenetre.le - UN_MOIS
    clos = Controle.objects.faits().filter(departement=fenetre.departement, fait_le__gte=depuis)
    for un in (
        clos.filter(fait_le__lte=fenetre.jusqu_au)
        .exclude(destinataires=None)
        .select_related("questionnaire", "site", "service")
        .prefetch_related("destinataires")
    ):
        dite = synthese(un)
        for agent in un.destinataires.all():
            yield Avis(agent.pk, un.pk, un.fait_le, un.get_absolute_url(), dite)


# --- Enquêtes -----------------------------------------------------------------------------------


@rappel(
    "etat-des-enquetes",
    "état hebdomadaire des enquêtes",
    "referent_qualite",
    permission="enquetes.view_enquete",
    objets=Enquete.objects.ouvertes,
    est_une_echeance=False,
)
def etat_des_enquetes(fenetre):
    """Une ligne par enquête et par semaine : ce qui est reçu, ce qui était attendu."""
    lundi = fenetre.le - timedelta(days=fenetre.le.weekday())
    en_cours = Enquete.objects.en_cours(fenetre.le).filter(departement=fenetre.departement)
    enquetes = list(en_cours)
    lignes = avancees(enquetes)
    for enquete in enquetes:
        phrase = en_une_phrase(str(enquete), lignes[enquete.pk], enquete.date_cloture)
        for agent in fenetre.destinataires.du_role("referent_qualite"):
            yield Avis(
                agent, enquete.pk, lundi, enquete.get_absolute_url(), phrase, f"{enquete.pk}"
            )
