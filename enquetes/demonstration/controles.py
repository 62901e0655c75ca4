"""Les contrôles du second semestre de 2022 : faits, en cours, manqués ou à faire.

Aucune action n'en naît : le plan garde les chiffres de son classeur. Les adresses n'existent pas.
"""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image, ImageDraw

from enquetes.controles.ecarts import ecarts_de, refuser
from enquetes.controles.envoi import adresser
from enquetes.controles.planification import planifier_l_annee
from enquetes.forms.controles import ControleForm, PageInternetForm
from enquetes.forms.echantillons import TirerForm
from enquetes.forms.prets import PretForm
from enquetes.forms.releves import PhotoForm, ReleveForm
from enquetes.models import Controle, Releve
from qualepref.socle.demonstration import Demonstration, SaisieRefusee, saisir

DEBUT, ANNEE = date(2022, 7, 1), 2022
GRAINE = "demonstration-2022"
SITE = "PREF38"
SUR_PLACE = {
    "AS-02": "L'affiche dit 8 h 30, le site internet 9 h.",
    "AS-04": "Deux affiches n'ont pas de date.",
    "AS-05": "Rien n'est affiché sur l'affluence.",
}
PHOTOS = (("AS-02", "L'affiche des horaires"), ("AS-04", "Les deux affiches sans date"))
SITE_INTERNET = {"SI-02": "La page des horaires date de mai.", "SI-16": "Un lien est rompu."}
PAGES = (
    "Horaires et accès",
    "Prendre rendez-vous",
    "Carte grise",
    "Permis de conduire",
    "Titre de séjour",
    "Passeport et carte d'identité",
    "Associations",
    "Armes",
    "Point numérique",
    "Contact, suggestions et réclamations",
    "Résultats de nos enquêtes",
    "Accessibilité",
)
BOITES = {"accueil@prefecture.example.org": (), "titres@prefecture.example.org": ("AR-02",)}
VOISINE, APPELS, JUSQU_AU = "Préfecture voisine", 4, date(2023, 1, 31)


def planifier(demonstration: Demonstration) -> None:
    """De juillet à décembre ; un contrôle est confié à une correspondante."""
    with demonstration.le(DEBUT) as referente:
        departement = demonstration.departement
        planifier_l_annee(departement=departement, annee=ANNEE, depuis=DEBUT)
        confie = siens(demonstration, "accueil_site").exclude(site__code=SITE).first()
        a_qui = demonstration.agent("correspondante")
        saisie = {"responsable": a_qui.pk, "date_echeance": confie.date_echeance}
        saisir(ControleForm(saisie, instance=confie, agent=referente))


def siens(demonstration: Demonstration, code: str):
    controles = Controle.objects.filter(departement=demonstration.departement)
    return controles.filter(questionnaire__code=code).order_by("date_echeance", "pk")


def verifier_sur_place(demonstration: Demonstration) -> None:
    """Trois écarts : l'un se corrige le jour même et se refuse, les autres attendent une suite."""
    jour = date(2022, 11, 15)
    controle = siens(demonstration, "accueil_site").get(site__code=SITE)
    with demonstration.le(jour) as referente:
        releve = controle.commencer(par=referente)
        noter(releve, jour, SUR_PLACE, agent=referente)
        for code, legende in PHOTOS:
            point = controle.questionnaire.questions.get(code=code)
            saisie, fichiers = {"question": point.pk, "legende": legende}, {"fichier": photo(code)}
            saisir(PhotoForm(saisie, fichiers, releve=releve, agent=referente))
        releve.clore()
        adresser(controle_id=controle.pk, le=jour)
        corriges = [un for un in ecarts_de(controle) if un.code == "AS-04"]
        refuser(controle=controle, ecarts=corriges, motif="Corrigé le jour même.")


def verifier_le_site_internet(demonstration: Demonstration) -> None:
    """L'inventaire, puis dix pages tirées ; le trimestre d'avant reste manqué."""
    with demonstration.le(DEBUT) as referente:
        for rang, intitule in enumerate(PAGES, 1):
            adresse = f"https://www.prefecture.example.org/page-{rang}"
            saisir(PageInternetForm({"intitule": intitule, "adresse": adresse}, agent=referente))
    jour = date(2022, 12, 6)
    controle = siens(demonstration, "site_internet").last()
    with demonstration.le(jour) as referente:
        tirer(controle, referente, taille=10)
        releve = controle.commencer(par=referente)
        noter(releve, jour, SITE_INTERNET, agent=referente)
        releve.clore()
        adresser(controle_id=controle.pk, le=jour)


def tester_des_boites(demonstration: Demonstration) -> None:
    """Deux boîtes que l'application ne relève pas : leurs adresses se notent à la main."""
    jour = date(2022, 11, 28)
    controle = siens(demonstration, "accuse_reception_boites").get()
    with demonstration.le(jour) as referente:
        for adresse, codes in BOITES.items():
            releve = controle.commencer(par=referente, objet=adresse)
            ecarts = dict.fromkeys(codes, "Aucun accusé en deux jours.")
            noter(releve, jour, ecarts, agent=referente, objet=adresse)
            releve.clore()
        controle.clore()
        adresser(controle_id=controle.pk, le=jour)


def preter_l_enquete_mystere(demonstration: Demonstration) -> None:
    """À moitié remplie : deux appels clos par lieu, dont un non abouti ; un autre en cours."""
    jour = date(2022, 12, 12)
    lieux = list(siens(demonstration, "mystere_telephone"))
    with demonstration.le(jour) as referente:
        saisie = {"prefecture": VOISINE, "controles": [un.pk for un in lieux]}
        saisie |= {"appels_par_lieu": APPELS, "date_echeance": JUSQU_AU}
        pret = saisir(PretForm(saisie, agent=referente))
        for rang, lieu in enumerate(lieux):
            abouti, autre = pret.appeler(str(lieu.pk)), pret.appeler(str(lieu.pk))
            noter(abouti, jour, {"MT-03": "Quatre minutes d'attente."} if rang % 2 else {})
            abouti.clore()
            if rang:
                noter(autre, jour, {})
                autre.clore()
            else:
                autre.ne_pas_aboutir(Releve.NonAbouti.OCCUPE)
        noter(pret.appeler(str(lieux[0].pk)), jour, {})


def tirer(controle: Controle, agent, taille: int) -> None:
    form = TirerForm({"taille": taille, "graine": GRAINE}, controle=controle, agent=agent)
    if not form.is_valid():
        raise SaisieRefusee(f"{controle} : {form.errors}")


def noter(releve: Releve, jour: date, ecarts: dict[str, str], agent=None, objet="") -> None:
    """Tout est conforme, sauf ces points et leur commentaire."""
    donnees = QueryDict(mutable=True)
    donnees.update({"entete": "1", "jour": jour.isoformat(), "objet": objet})
    for question in releve.controle.questionnaire.questions.exclude(echelle=None):
        donnees.update({"pose": question.code})
        donnees[f"q-{question.code}"] = "non" if question.code in ecarts else "oui"
        donnees[f"c-{question.code}"] = ecarts.get(question.code, "")
    form = ReleveForm(donnees, instance=releve, agent=agent)
    form.garder()
    if not form.est_valable():
        raise SaisieRefusee(f"{releve} : {form.errors} {form.points.fautes}")


def photo(code: str) -> SimpleUploadedFile:
    """Une affiche grise au mur : deux rectangles, rien d'autre."""
    image, tampon = Image.new("RGB", (640, 480), "#c8ccd4"), BytesIO()
    trait = ImageDraw.Draw(image)
    trait.rectangle((200, 90, 440, 400), fill="#f6f6f6", outline="#60656f", width=4)
    for haut in range(130, 360, 40):
        trait.rectangle((230, haut, 410, haut + 12), fill="#9aa0ab")
    image.save(tampon, "JPEG")
    return SimpleUploadedFile(f"{code}.jpg", tampon.getvalue(), "image/jpeg")
