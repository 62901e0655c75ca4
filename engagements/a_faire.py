from collections import Counter
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse, reverse_lazy
from django.utils.formats import localize

from engagements.models import (
    Action,
    AutoEvaluation,
    AvisEngagement,
    Campagne,
    Etape,
    Feuille,
    Labellisation,
    Livrable,
    LotActions,
    Perimetre,
)
from qualepref.socle.droits import TOUS
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import insecables

JOURS_AVANT_LA_FIN = 15
UN_MOIS, MOIS_DU_LABEL = timedelta(days=31), timedelta(days=183)


@a_faire("correspondant")
def cellules_a_remplir(agent):
    cellules = AutoEvaluation.objects.visibles_par(agent, "engagements.change_autoevaluation")
    for campagne in Campagne.objects.visibles_par(agent).ouvertes():
        nombre = cellules.a_remplir().filter(campagne=campagne).count()
        libelle = f"exigence(s) à évaluer par vos services dans « {campagne} »"
        yield ligne(nombre, libelle, campagne)


@a_faire("referent_qualite")
def avancement_des_campagnes(agent):
    for campagne in Campagne.objects.visibles_par(agent).ouvertes().avec_avancement():
        nombre = campagne.nombre_cellules - campagne.nombre_evaluees
        total = localize(campagne.nombre_cellules)
        libelle = f"exigence(s) encore non évaluée(s) sur {total} dans « {campagne} »"
        yield ligne(nombre, libelle, campagne)


@a_faire("referent_qualite")
def perimetre_a_saisir(agent):
    if not Labellisation.objects.visibles_par(agent).exists():
        adresse = reverse("engagements:labellisation_list")
        yield Ligne(1, "périmètre à saisir avant d'ouvrir une campagne", adresse)


@a_faire("referent_qualite")
def services_fermes_engages(agent):
    """Leurs cellules comptent encore, mais personne ne peut plus y répondre."""
    siens = Perimetre.objects.visibles_par(agent, "engagements.change_perimetre")
    lignes = list(siens.de_services_fermes().select_related("labellisation", "service"))
    services = sorted({ligne.service.nom for ligne in lignes})
    if services:
        libelle = f"service(s) fermé(s) encore dans le périmètre : {', '.join(services)}"
        adresse = lignes[0].get_absolute_url()
        yield Ligne(len(services), insecables(libelle), adresse, "warning")


@a_faire("referent_qualite")
def etapes_du_label(agent):
    """Ce qui est prévu ou calculé dans les six mois, et ce qui vient d'être manqué."""
    jour = aujourdhui()
    debut, fin = jour - MOIS_DU_LABEL, jour + MOIS_DU_LABEL
    for label in Labellisation.objects.visibles_par(agent).avec_etapes():
        attendus = [jalon for jalon in label.jalons() if not jalon.est_fait]
        proches = [jalon for jalon in attendus if debut <= jalon.jour <= fin]
        if proches:
            prochain = proches[0]
            dit = f"{Etape.Genre(prochain.genre).label} le {prochain.jour:%d/%m/%Y}"
            libelle = f"étape(s) du label attendue(s) : {dit}"
            urgence = "warning" if prochain.jour <= jour + UN_MOIS else "info"
            yield Ligne(len(proches), insecables(libelle), label.get_absolute_url(), urgence)


@a_faire("referent_qualite")
def questions_sans_reponse(agent):
    for campagne in Campagne.objects.visibles_par(agent).ouvertes().sans_reponse():
        libelle = f"question(s) d'applicabilité à répondre dans « {campagne} »"
        adresse = reverse("engagements:campagne_repondre", args=[campagne.pk])
        yield Ligne(campagne.nombre_questions, insecables(libelle), adresse, "info")


@a_faire("referent_qualite")
def reponses_reprises(agent):
    for campagne in Campagne.objects.visibles_par(agent).ouvertes().avec_reprises():
        libelle = f"réponse(s) d'applicabilité reprise(s), à revoir dans « {campagne} »"
        adresse = reverse("engagements:campagne_repondre", args=[campagne.pk])
        yield Ligne(campagne.nombre_reprises, insecables(libelle), adresse)


@a_faire("referent_qualite", "correspondant")
def preuves_perimees(agent):
    """Les réponses de chaque campagne ouverte qui citent une preuve qui ne vaut plus."""
    comptes = Counter()
    for modele in (AutoEvaluation, AvisEngagement):
        siennes = modele.objects.visibles_par(agent, "engagements.view_autoevaluation")
        perimees = siennes.citant_une_perimee().order_by().values_list("campagne")
        comptes.update(dict(perimees.annotate(nombre=Count("pk"))))
    for campagne in Campagne.objects.visibles_par(agent).ouvertes():
        libelle = f"réponse(s) citant une preuve périmée dans « {campagne} »"
        adresse = f"{campagne.get_absolute_url()}?preuves=perimees#grille"
        yield Ligne(comptes[campagne.pk], insecables(libelle), adresse, "warning")


def ligne(nombre, libelle, campagne):
    proche = aujourdhui() + timedelta(days=JOURS_AVANT_LA_FIN)
    urgence = "warning" if campagne.date_fin <= proche else "info"
    return Ligne(nombre, insecables(libelle), campagne.get_absolute_url(), urgence)


@a_faire("auditeur")
def perimetres_a_lire(agent):
    nombre = Labellisation.objects.visibles_par(agent).count()
    adresse = reverse("engagements:labellisation_list")
    libelle = "périmètre du label à lire" if nombre == 1 else "périmètres du label à lire"
    yield Ligne(nombre, libelle, adresse)


@a_faire("correspondant")
def feuilles_du_correspondant(agent):
    """Les feuilles rendues avec un mot, puis celles qu'il reste à soumettre."""
    siennes = Feuille.objects.visibles_par(agent, "engagements.change_autoevaluation")
    confiees = siennes.modifiables().filter(remplie_par=Feuille.RempliePar.CORRESPONDANT)
    yield from lignes_des_feuilles(confiees)


@a_faire(*TOUS)
def feuilles_de_mes_groupes(agent):
    yield from lignes_des_feuilles(Feuille.objects.confiees_a(agent).modifiables())


@a_faire("referent_qualite")
def feuilles_du_referent(agent):
    siennes = Feuille.objects.visibles_par(agent, "engagements.change_feuille")
    yield from vers_les_feuilles(
        siennes.soumises(), "feuille soumise à relire", "feuilles soumises à relire", "warning"
    )
    yield from lignes_des_feuilles(
        siennes.modifiables().filter(remplie_par=Feuille.RempliePar.REFERENT)
    )


def lignes_des_feuilles(feuilles):
    rendues = feuilles.filter(etat=Feuille.Etat.RETOURNEE)
    yield from vers_les_feuilles(
        rendues, "feuille rendue, à revoir", "feuilles rendues, à revoir", "error"
    )
    vierges = feuilles.filter(etat=Feuille.Etat.A_REMPLIR)
    yield from vers_les_feuilles(
        vierges, "feuille à remplir et à soumettre", "feuilles à remplir et à soumettre"
    )


def vers_les_feuilles(feuilles, une, plusieurs, urgence="info"):
    """Une ligne qui mène à la feuille s'il n'y en a qu'une, sinon à celles de la campagne."""
    trouvees = list(feuilles.select_related("campagne", "service").order_by("campagne", "pk"))
    if len(trouvees) == 1:
        yield Ligne(
            1, insecables(f"{une} : {trouvees[0].service}"), trouvees[0].get_absolute_url(), urgence
        )
    elif trouvees:
        adresse = trouvees[-1].campagne.adresse_des_feuilles
        yield Ligne(len(trouvees), plusieurs, adresse, urgence)


# --- Plan d'actions -------------------------------------------------------------------------------

ACTIONS = reverse_lazy("engagements:action_list")


@a_faire("copil")
def lots_a_valider(agent):
    lots = list(LotActions.objects.visibles_par(agent).a_valider())
    seul = len(lots) == 1
    adresse = lots[0].get_absolute_url() if seul else reverse("engagements:lotactions_list")
    libelle = "lot d'actions à valider" if seul else "lots d'actions à valider"
    yield Ligne(len(lots), libelle, adresse, "warning")


@a_faire("referent_qualite")
def plan_d_actions(agent):
    plan = Action.objects.visibles_par(agent, "engagements.change_action")
    yield Ligne(plan.en_retard().count(), "action(s) en retard", f"{ACTIONS}?retard=true", "error")
    yield Ligne(
        plan.proposees().count(),
        "action(s) proposée(s), à accepter ou à refuser",
        f"{ACTIONS}?etat=proposee",
        "warning",
    )
    yield Ligne(
        plan.a_reprendre().count(),
        "action(s) reportée(s) dont la nouvelle échéance est passée",
        f"{ACTIONS}?etat=a_reprendre",
        "warning",
    )
    yield Ligne(
        plan.a_verifier().count(),
        "action(s) née(s) d'un audit, réalisée(s) : leur efficacité est à vérifier",
        f"{ACTIONS}?etat=a_verifier",
    )
    yield Ligne(
        plan.incompletes().count(),
        "action(s) sans échéance ou sans responsable",
        f"{ACTIONS}?etat=incompletes",
    )


@a_faire("correspondant")
def actions_de_mes_services(agent):
    siennes = Action.objects.visibles_par(agent, "engagements.avancer_action")
    yield Ligne(
        siennes.en_retard().count(),
        "action(s) de vos services en retard",
        f"{ACTIONS}?retard=true",
        "error",
    )
    proches = siennes.ouvertes().a_echeance(aujourdhui(), aujourdhui() + timedelta(days=30))
    yield Ligne(
        proches.count(),
        "action(s) de vos services à finir dans le mois",
        f"{ACTIONS}?etat=ouvertes&sort=date_echeance",
        "warning",
    )


@a_faire(*TOUS)
def livrables_de_mes_groupes(agent):
    """Ceux que ses groupes doivent encore, les retards d'abord."""
    siens = Livrable.objects.confies_a(agent).attendus()
    retards = siens.en_retard().count()
    adresse = reverse("engagements:groupetravail_list")
    attendus = siens.count() - retards
    yield Ligne(retards, "livrable(s) de vos groupes en retard", adresse, "error")
    yield Ligne(attendus, "livrable(s) attendu(s) de vos groupes", adresse)


@a_faire("referent_qualite")
def livrables_remis(agent):
    remis = Livrable.objects.visibles_par(agent, "engagements.change_livrable")
    nombre = remis.filter(etat=Livrable.Etat.REMIS).count()
    adresse = reverse("engagements:groupetravail_list")
    yield Ligne(nombre, "livrable(s) remis par les groupes, à accepter", adresse)
