"""La base documentaire du département de démonstration : son tableau, et la vie de trois fiches.

Aucun acte ne change une caducité ni un canal : les chiffres restent ceux du classeur.
"""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.forms.actes import DeposerForm, MettreEnVigueurForm, RelireForm
from documents.forms.citer import ServirForm
from documents.forms.lectures import DemanderLectureForm
from documents.models import Document
from qualepref.socle.demonstration import Demonstration, SaisieRefusee, morceau, saisir
from qualepref.socle.models import Designation
from qualepref.socle.sorties.pdf import ecrire_pdf

IMPORTE_LE = date(2022, 12, 31)
PAGE = '<html lang="fr"><title>{0}</title><h1>{0}</h1><p>{1}</p></html>'
# référence, jour, ce qui change, ce que dit la nouvelle version
DEPOTS = [
    (
        "QP38-FP-01",
        date(2022, 10, 10),
        "Le délai de réponse passe à cinq jours",
        "Un courriel d'information générale reçoit sa réponse en cinq jours ouvrés.",
    ),
    (
        "QP38-FP-12",
        date(2022, 11, 7),
        "Les horaires du standard ont changé",
        "Le standard répond de 8 h 30 à 16 h 30.",
    ),
    (
        "QP38-FP-02",
        date(2022, 12, 5),
        "Les courriers des élus ont leur circuit",
        "Un courrier d'élu est signalé le jour même au cabinet.",
    ),
]
MIS_EN_VIGUEUR = {"QP38-FP-01": date(2022, 10, 17), "QP38-FP-12": date(2022, 11, 14)}
HALL, GUICHETS = "Hall d'accueil", "Panneau des guichets"
# référence, canal, lieu, précision, ce qu'on y a vu, quand, ce qu'on en a dit
TOURNEE = [
    ("QP38-AF-01", "affichage", HALL, "à droite de l'entrée", "vu", date(2022, 12, 12), ""),
    ("QP38-AF-02", "affichage", HALL, "", "vu", date(2022, 12, 12), ""),
    ("QP38-AF-04", "affichage", GUICHETS, "", "absent", date(2022, 12, 12), "Reste le cadre vide"),
    ("QP38-AF-05", "affichage", HALL, "", "a_remplacer", date(2022, 12, 12), "Coin déchiré"),
    ("QP38-FP-12", "affichage", GUICHETS, "", "", None, ""),
    ("QP38-AF-03", "presentoir", HALL, "rayon du bas", "", None, ""),
]
RELU, RELU_LE = "QP38-FP-12", date(2022, 12, 12)
A_APPROUVER = "QP38-FP-02"
CITE, CITE_PAR, CITE_LE = "QP38-FP-01", "AG", date(2022, 12, 28)
CAMPAGNE, PROUVEES = "auto-2022", "18.1"
A_LIRE, DEMANDEE_LE = "QP38-FP-12", date(2022, 12, 1)


@morceau("Base documentaire", est_la=lambda d: d.documents.exists())
def tenir_le_registre(demonstration: Demonstration) -> None:
    with demonstration.le(IMPORTE_LE):
        demonstration.importer("documents", "tableau-enregistrements.xlsx")
    exiger_l_approbation(demonstration)
    for reference, jour, note, texte in DEPOTS:
        deposer(demonstration, reference, jour, note, texte)
    for reference, jour in MIS_EN_VIGUEUR.items():
        mettre_en_vigueur(demonstration, reference, jour)
    relire(demonstration)
    citer(demonstration)
    demander_la_lecture(demonstration)
    placer(demonstration)


def citer(demonstration) -> None:
    """La fiche en vigueur prouve ce que l'accueil n'avait pas encore évalué."""
    with demonstration.le(CITE_LE, "correspondante") as correspondante:
        (accueil,) = demonstration.services(CITE_PAR)
        campagne = demonstration.departement.campagnes.get(code=CAMPAGNE)
        saisie = {"campagne": campagne.pk, "service": accueil.pk, "codes": PROUVEES}
        document = trouver(demonstration, CITE)
        saisir(ServirForm(saisie, document=document, agent=correspondante))


def trouver(demonstration, reference) -> Document:
    return demonstration.departement.documents.get(reference=reference)


def exiger_l_approbation(demonstration) -> None:
    """Celui-là passe par le comité de pilotage : sa version attend."""
    with demonstration.le(date(2022, 12, 1)):
        document = trouver(demonstration, A_APPROUVER)
        document.approbation = True
        document.save(update_fields=["approbation", "date_modification"])


def deposer(demonstration, reference, jour, note, texte) -> None:
    with demonstration.le(jour) as referente:
        document = trouver(demonstration, reference)
        pdf = ecrire_pdf(PAGE.format(document.intitule, texte))
        fichier = SimpleUploadedFile(f"{reference}.pdf", pdf, "application/pdf")
        derniere = document.derniere_version
        saisie = {"note": note, "apres": derniere.numero if derniere else 0}
        jouer(DeposerForm(saisie, {"fichier": fichier}, instance=document, agent=referente))


def mettre_en_vigueur(demonstration, reference, jour) -> None:
    with demonstration.le(jour) as referente:
        document = trouver(demonstration, reference)
        saisie = {"date_effet": jour, "date_caducite": document.date_caducite}
        jouer(MettreEnVigueurForm(saisie, instance=document, agent=referente))


def relire(demonstration) -> None:
    with demonstration.le(RELU_LE) as referente:
        document = trouver(demonstration, RELU)
        jouer(RelireForm({"date_relecture": RELU_LE}, instance=document, agent=referente))


def demander_la_lecture(demonstration) -> None:
    """Les nouveaux horaires se lisent dans les services qui ont un correspondant."""
    with demonstration.le(DEMANDEE_LE) as referente:
        document = trouver(demonstration, A_LIRE)
        tenus = Designation.objects.correspondants().filter(departement=document.departement)
        services = list(tenus.exclude(service=None).values_list("service", flat=True).distinct())
        saisie = {"services": services, "delai_jours": 15, "motif": "Les horaires ont changé"}
        jouer(DemanderLectureForm(saisie, instance=document, agent=referente))


def placer(demonstration) -> None:
    """Chaque endroit a son lieu ; une tournée d'avant les fêtes en a vu quatre."""
    site = demonstration.departement.sites.get(code="PREF38")
    with demonstration.le(date(2022, 12, 5)):
        lieux = {nom: site.lieux.get_or_create(nom=nom)[0] for nom in (HALL, GUICHETS)}
    for reference, canal, lieu, precision, constat, jour, dit in TOURNEE:
        document = trouver(demonstration, reference)
        endroit = document.diffusions.get(canal__cle=canal)
        with demonstration.le(date(2022, 12, 5)):
            endroit.site, endroit.lieu, endroit.precision = site, lieux[lieu], precision
            endroit.fonction = "chef_service"
            endroit.save()
        if jour:
            with demonstration.le(jour, "correspondante") as qui:
                version = document.version_en_vigueur(jour)
                endroit.constater(qui, constat, version=version, observation=dit)


def jouer(formulaire) -> None:
    """Joue l'acte comme sa page. Lève SaisieRefusee avec ses fautes."""
    if not (formulaire.is_valid() and formulaire.executer()):
        raise SaisieRefusee(f"{type(formulaire).__name__} : {formulaire.errors.as_data()}")
