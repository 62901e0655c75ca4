"""Ce que l'application fait d'elle-même : ouvrir, clore, et ranger les réponses recueillies.

L'ordre des lignes dans les fichiers de la base (`ctid`, `rowid`) dit qui a répondu avant qui, comme
le numéro de la transaction qui les a écrites (`xmin`). Une fois close, une enquête voit ses
réponses récrites d'un seul coup, dans l'ordre de leurs clés, tirées au hasard.
"""

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from enquetes.models import Enquete, JetonRecu, Reponse, Valeur, Verbatim
from enquetes.redaction.contenu import Contenu
from qualepref.socle.temps import maintenant

journal = logging.getLogger(__name__)
# Table → la colonne dont un faux changement de type fait récrire toute la table ; une colonne que
# nulle clé étrangère ne tient, pour ne pas tout revérifier.
RECRITES = {Reponse: "langue", Valeur: "texte", Verbatim: "texte", JetonRecu: "jeton"}
ATTENTE = "5s"  # d'un verrou : au-delà on repassera, plutôt que de retenir les réponses en file


@transaction.atomic
def ouvrir(enquete: Enquete) -> None:
    """Lève ValidationError : une enquête ne pose pas de questions qui ont des fautes."""
    if fautes := Contenu(enquete.questionnaire).fautes:
        raise ValidationError(["Son questionnaire est à corriger.", *fautes])
    enquete.ouvrir()


def tenir(le: date) -> None:
    """Ouvre ce qui doit l'être, clôt ce qui est fini, range. Deux fois ne change rien."""
    for enquete in Enquete.objects.a_ouvrir(le):
        _agir(ouvrir, enquete)
    for enquete in Enquete.objects.a_clore(le).recueillies():
        _agir(Enquete.clore, enquete)
    ranger_les_closes()


def _agir(acte, enquete) -> None:
    """Une enquête qui refuse n'empêche pas les autres."""
    try:
        acte(enquete)
    except ValidationError as refus:
        journal.warning("Enquête %s : %s", enquete.pk, " ".join(refus.messages))


@transaction.atomic
def ranger_les_closes() -> list[int]:
    """Récrit les réponses des enquêtes closes depuis la dernière fois ; rend leurs clés."""
    cles = list(Enquete.objects.a_ranger().order_by("pk").values_list("pk", flat=True))
    if not cles:
        return []
    JetonRecu.objects.filter(enquete__in=cles).delete()  # un envoi arrivé pendant la clôture
    if connection.vendor == "postgresql":
        _regrouper()
    else:
        for cle in cles:
            _recopier(cle)
    Enquete.objects.filter(pk__in=cles).update(rangee_le=maintenant())
    return cles


def _regrouper() -> None:
    """PostgreSQL récrit chaque table, entière : d'une même transaction, puis dans l'ordre des clés.

    `CLUSTER` seul garde à chaque ligne son `xmin` ; changer le type d'une colonne ne recopie que
    les lignes vivantes, toutes de cette transaction-ci. L'ancien fichier s'efface.
    """
    connection.check_constraints()  # une contrainte différée interdirait de récrire sa table
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('lock_timeout', %s, true)", [ATTENTE])
        for modele, nom in RECRITES.items():
            for ordre in _ordres_pour_recrire(curseur, modele, nom):
                curseur.execute(ordre)


def _ordres_pour_recrire(curseur, modele, nom) -> list[str]:
    nommer, champ = connection.ops.quote_name, modele._meta.get_field(nom)
    table, colonne, genre = modele._meta.db_table, nommer(champ.column), champ.db_type(connection)
    liens = connection.introspection.get_constraints(curseur, table)
    cle = next(nom for nom, lien in liens.items() if lien["primary_key"])
    en_place = f"ALTER COLUMN {colonne} TYPE {genre} USING ({colonne}::text || '')::{genre}"
    return [
        f"ALTER TABLE {nommer(table)} {en_place}",
        f"CLUSTER {nommer(table)} USING {nommer(cle)}",
    ]


def _recopier(enquete: int) -> None:
    """SQLite range par numéro d'arrivée : on ôte les lignes et on les remet, clé après clé."""
    with connection.cursor() as curseur:
        curseur.execute("PRAGMA secure_delete = ON")
        for modele in RECRITES:
            table = connection.ops.quote_name(modele._meta.db_table)
            ordre = ", ".join(_colonnes_de_la_cle(modele))
            siennes = f"FROM {table} WHERE enquete_id = %s"
            copie = f"CREATE TEMP TABLE recrites AS SELECT * {siennes} ORDER BY {ordre}"
            curseur.execute(copie, [enquete])
            curseur.execute(f"DELETE {siennes}", [enquete])
            curseur.execute(f"INSERT INTO {table} SELECT * FROM recrites ORDER BY {ordre}")
            curseur.execute("DROP TABLE recrites")


def _colonnes_de_la_cle(modele) -> list[str]:
    nommer = connection.ops.quote_name
    return [nommer(champ.column) for champ in modele._meta.pk_fields]
