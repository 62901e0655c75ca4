"""Tout ce qui est tenu sur une personne, réuni pour lui être remis : droit d'accès (RGPD, art. 15).

Les agents qui ont consulté son identité y sont dits par leur service : leur nom n'est pas le sien.
"""

import json
import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from qualepref.socle.models import Agent, Journal
from suivi.models import Demande, Reponse

PERMISSION = "suivi.remettre_identite"
MONTREES = 100
DATES = (
    *("date_arrivee", "date_echeance", "date_accuse", "date_attente", "date_transmission"),
    *("date_reponse", "date_retrait"),
)
TEXTES_CHERCHES = ("identite__nom", "identite__coordonnees", "objet", "observations")


def rechercher(agent: Agent, texte: str) -> QuerySet[Demande]:
    """Les demandes dont l'auteur, l'adresse ou le texte contiennent tous les mots cherchés."""
    trouvees = Demande.objects.visibles_par(agent, PERMISSION)
    for mot in texte.split():
        conditions = [Q(**{f"{champ}__icontains": mot}) for champ in TEXTES_CHERCHES]
        trouvees = trouvees.filter(Q(*conditions, _connector=Q.OR))
    lues = trouvees.select_related("identite", "service", "effacement", "blocage")
    return lues.order_by("-date_arrivee", "-pk")


def archive(agent: Agent, demandes: list[int], le: date) -> bytes:
    """Un zip qui se lit seul : une page, les mêmes données en JSON, les pièces, les courriers."""
    lues = Demande.objects.visibles_par(agent, PERMISSION).filter(pk__in=demandes)
    choisies = lues.select_related("identite", "service__site").order_by("date_arrivee", "pk")
    tampon = BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as livre:
        dossiers = [_dossier(demande, livre) for demande in choisies]
        contexte = {"le": le, "dossiers": dossiers}
        livre.writestr("lisez-moi.html", render_to_string("suivi/rapports/personne.html", contexte))
        donnees = {"etabli_le": le.isoformat(), "demandes": dossiers}
        livre.writestr("donnees.json", json.dumps(donnees, ensure_ascii=False, indent=2))
    return tampon.getvalue()


def _dossier(demande: Demande, livre: ZipFile) -> dict:
    """Ce qui est tenu sur une demande ; ses fichiers entrent dans l'archive."""
    identite = getattr(demande, "identite", None)
    return {
        "numero": demande.numero or f"sans numéro (référence interne {demande.pk})",
        "nom": identite.nom if identite else "",
        "coordonnees": identite.coordonnees if identite else "",
        "registre": demande.get_registre_display(),
        "nature": demande.get_nature_display(),
        "canal": demande.get_canal_display(),
        "service": f"{demande.service}, {demande.service.site}",
        "objet": demande.objet,
        "observations": demande.observations,
        "etat": demande.get_etat_display(),
        "dates": _dates(demande),
        "faits": [
            {"le": fait.le.isoformat(), "fait": fait.get_genre_display(), "motif": fait.motif}
            for fait in demande.faits.all()
        ],
        "reponses": [_reponse(reponse, livre) for reponse in demande.reponses.parties()],
        "pieces": [_piece(piece, livre) for piece in demande.pieces.all()],
        "consultations": _consultations(demande),
    }


def _dates(demande: Demande) -> dict[str, str]:
    champs = ((demande._meta.get_field(nom), getattr(demande, nom)) for nom in DATES)
    return {champ.verbose_name: jour.isoformat() for champ, jour in champs if jour}


def _reponse(reponse: Reponse, livre: ZipFile) -> dict:
    return {
        "usage": reponse.get_usage_display(),
        "partie_le": reponse.date_envoi.isoformat(),
        "destinataire": reponse.courriel or reponse.destinataire,
        "objet": reponse.objet,
        "texte": reponse.texte_entier,
        "fichier": _joindre(livre, f"reponses/{reponse.pk}.pdf", reponse.fichier),
    }


def _piece(piece, livre: ZipFile) -> dict:
    chemin = f"pieces/{piece.pk}-{nom_sur(piece.nom)}"
    return {
        "nom": piece.nom,
        "deposee_le": piece.deposee_le.isoformat(),
        "fichier": _joindre(livre, chemin, piece.fichier),
    }


def _joindre(livre: ZipFile, chemin: str, fichier) -> str:
    """Le chemin dans l'archive ; vide s'il n'y a pas de fichier, ou si le stockage l'a perdu."""
    if not fichier or not fichier.storage.exists(fichier.name):
        return ""
    with fichier.open("rb") as source, livre.open(chemin, "w") as cible:
        for morceau in source.chunks():
            cible.write(morceau)
    return chemin


def nom_sur(nom: str) -> str:
    """Un nom de fichier sans rien qui sorte de son dossier, ni que Windows refuse."""
    return re.sub(r"[^\w.-]+", "-", nom).strip(".-") or "piece"


def _consultations(demande: Demande) -> list[dict]:
    lignes = Journal.objects.filter(details__demande=demande.pk).select_related("agent__service")
    return [
        {
            "le": ligne.moment.isoformat(timespec="minutes"),
            "acte": ligne.get_genre_display(),
            "service": str((ligne.agent and ligne.agent.service) or "non précisé"),
        }
        for ligne in lignes.order_by("pk")
    ]
