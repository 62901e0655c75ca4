"""Les réponses que montre la démonstration ; aucune ne date une demande : les comptes restent."""

from datetime import date

from qualepref.socle.demonstration import Demonstration, SaisieRefusee, saisir
from suivi.forms.modeles_reponse import AvisForm, EnTeteForm, ModeleReponseForm
from suivi.forms.reponses import ReponseForm
from suivi.models import Demande, EnTete, ModeleReponse, Reponse, VersionModele
from suivi.reponses.redaction import ebauche

AVIS = (
    "Le comité demande que le délai soit dit en tête et que l'adresse du service figure en clair. "
    "Texte approuvé sous cette réserve."
)
PRET = (
    "Madame, Monsieur,\n\nNous avons étudié votre demande. L'accueil général vous reçoit sans "
    "rendez-vous, au guichet 2, pour y donner suite."
)


def montrer(demonstration: Demonstration) -> None:
    with demonstration.le(date(2022, 6, 27)) as referente:
        _ecrire_les_en_tetes(demonstration, referente)
        modele = _reprendre_un_modele(referente)
        avis = {"avis_clu": AVIS, "date_avis_clu": date(2022, 6, 27)}
        saisir(AvisForm(avis, instance=modele.courante, agent=referente))
    premiere, seconde, troisieme = _demandes_ouvertes(demonstration)
    with demonstration.le(date(2022, 12, 28), "correspondante") as correspondante:
        _rediger(premiere, correspondante, modele.courante)
        soumise = _rediger(seconde, correspondante, modele.courante, texte=PRET)
        soumise.soumettre(correspondante)
        rendue = _rediger(troisieme, correspondante, modele.courante, texte=PRET)
        rendue.soumettre(correspondante)
    with demonstration.le(date(2022, 12, 29)) as referente:
        rendue.refuser(referente, "Dites aussi quelles pièces apporter, et jusqu'à quelle heure.")


def _ecrire_les_en_tetes(demonstration, referente):
    for rang, site in enumerate(demonstration.departement.sites.all(), 1):
        champs = {
            "intitule": site.nom,
            "ville": "Ville",
            "adresse": f"{rang} place de la République\n38000 Ville",
            "courriel": f"contact{rang}@example.org",
            "telephone": "04 00 00 00 00",
        }
        saisir(EnTeteForm(champs, instance=EnTete(site=site), agent=referente))


def _reprendre_un_modele(referente) -> ModeleReponse:
    livre = ModeleReponse.objects.livres().get(cle="reponse-courriel")
    champs = {"intitule": "Réponse de l'accueil général", "usage": livre.usage}
    champs |= {"support": livre.support, "actif": True, **livre.courante.contenu}
    return saisir(ModeleReponseForm(champs, agent=referente))


def _demandes_ouvertes(demonstration) -> list[Demande]:
    """Les trois plus anciennes de l'accueil général, encore sans réponse."""
    siennes = Demande.objects.filter(service__in=demonstration.services("AG")).ouvertes()
    return list(siennes.select_related("service__site").order_by("date_arrivee", "pk")[:3])


def _rediger(demande: Demande, agent, version: VersionModele, **champs) -> Reponse:
    saisie = ebauche(demande=demande, agent=agent, version=version) | champs
    saisie |= {"version": version.pk, "courriel": saisie["courriel"] or "usager012@example.org"}
    formulaire = ReponseForm(saisie, instance=Reponse(demande=demande), agent=agent)
    if not (formulaire.is_valid() and formulaire.executer()):
        raise SaisieRefusee(f"Réponse : {dict(formulaire.errors)}")
    return formulaire.instance
