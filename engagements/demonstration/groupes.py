"""Deux groupes de travail, leurs membres et leurs livrables."""

from datetime import date

from engagements.forms.groupes import GroupeTravailForm, LivrableForm, MembreGroupeForm
from engagements.models import Engagement, GroupeTravail, Livrable, MembreGroupe
from qualepref.socle.demonstration import Demonstration, saisir
from qualepref.socle.models import Agent

REUNIS_LE, RELANCES_LE = date(2021, 9, 6), date(2022, 9, 5)
ACCUEIL, INTERNET = "Accueil et réclamations", "Internet et réseaux sociaux"
Role, Genre, Etat = MembreGroupe.Role, Livrable.Genre, Livrable.Etat
# nom, objet, numéros d'engagements, membres (identifiant ou qualité, rôle)
GROUPES = [
    (
        ACCUEIL,
        "Ce que vit l'usager sur place, et ce qu'il en dit.",
        (2, 3, 5, 6, 7),
        [
            ("correspondante", Role.ANIMATEUR),
            ("agent001", Role.MEMBRE),
            ("Association d'usagers", Role.ASSOCIE),
        ],
    ),
    (
        INTERNET,
        "Le site internet, les démarches en ligne et les comptes officiels.",
        (1, 2, 3, 4, 11, 12, 13, 14, 19, 20),
        [("agent004", Role.ANIMATEUR), ("agent", Role.MEMBRE)],
    ),
]
# groupe, genre, intitulé, attendu pour le, état, remis le, où
DEMANDES_2021 = [
    (ACCUEIL, Genre.AUTODIAGNOSTIC, "Autodiagnostic de l'accueil", date(2021, 11, 30)),
    (INTERNET, Genre.AUTRE, "Charte de modération des réseaux sociaux", date(2022, 6, 30)),
]
DEMANDES_2022 = [
    (ACCUEIL, Genre.FICHE_PROCEDURE, "Recueillir une réclamation au guichet", date(2022, 11, 30)),
    (ACCUEIL, Genre.OUTIL_SUIVI, "Relevé hebdomadaire de l'urne", date(2022, 12, 16)),
    (INTERNET, Genre.FICHE_PROCEDURE, "Mettre à jour une page du site", date(2023, 2, 28)),
]
# intitulé, jour, état, où
AVANCEMENTS = [
    (DEMANDES_2021[0][2], date(2021, 11, 26), Etat.ACCEPTE, "Intranet > qualité > groupes"),
    (DEMANDES_2021[1][2], date(2022, 10, 3), Etat.EN_COURS, ""),
    (DEMANDES_2022[0][2], date(2022, 12, 2), Etat.REMIS, "Intranet > qualité > procédures"),
    (DEMANDES_2022[1][2], date(2022, 12, 5), Etat.EN_COURS, ""),
]


def reunir(demonstration: Demonstration) -> None:
    for nom, objet, numeros, membres in GROUPES:
        with demonstration.le(REUNIS_LE) as referente:
            engagements = Engagement.objects.filter(
                module__referentiel__labellisations__departement=demonstration.departement,
                numero__in=numeros,
            )
            saisie = {
                "nom": nom,
                "objet": objet,
                "permanent": True,
                "date_creation": REUNIS_LE,
                "engagements": [engagement.pk for engagement in engagements],
            }
            groupe = saisir(GroupeTravailForm(saisie, agent=referente))
            for qui, role in membres:
                ajouter_un_membre(groupe, qui, role, referente)
    demander(demonstration, DEMANDES_2021, REUNIS_LE)


def ajouter_un_membre(groupe, qui, role, referente) -> None:
    """Un agent par son identifiant ; qui n'en a pas est une personne associée."""
    agent = Agent.objects.filter(username=qui).first()
    designe = {"agent": agent.pk} if agent else {"qualite": qui}
    saisie = designe | {"role": role, "date_debut": REUNIS_LE}
    saisir(MembreGroupeForm(saisie, instance=MembreGroupe(groupe=groupe), agent=referente))


def demander(demonstration, demandes, jour) -> None:
    with demonstration.le(jour) as referente:
        for nom, genre, intitule, echeance in demandes:
            groupe = GroupeTravail.objects.get(departement=demonstration.departement, nom=nom)
            saisie = {
                "genre": genre,
                "intitule": intitule,
                "date_demande": jour,
                "date_echeance": echeance,
                "etat": Etat.DEMANDE,
            }
            saisir(LivrableForm(saisie, instance=Livrable(groupe=groupe), agent=referente))


def rendre_les_livrables(demonstration: Demonstration) -> None:
    """L'un est accepté, l'un attend la référente, deux tardent, le dernier n'est pas commencé."""
    demander(demonstration, DEMANDES_2022, RELANCES_LE)
    for intitule, jour, etat, emplacement in AVANCEMENTS:
        with demonstration.le(jour) as referente:
            siens = Livrable.objects.filter(groupe__departement=demonstration.departement)
            livrable = siens.get(intitule=intitule)
            repris = ("genre", "intitule", "date_demande", "date_echeance")
            saisie = {nom: getattr(livrable, nom) for nom in repris}
            saisie |= {"etat": etat, "emplacement": emplacement}
            saisir(LivrableForm(saisie, instance=livrable, agent=referente))
