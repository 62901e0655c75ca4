"""Les déclencheurs qui disent un cumul périmé, quel que soit le chemin qui écrit une demande.

Posés après chaque `migrate` : sur SQLite, une migration qui refait la table des demandes les
emporte sans rien dire. S'ils manquaient, toutes les demandes sont réputées changées.
"""

from django.apps.registry import Apps
from django.db import connections, transaction

NOMS = [f"suivi_cumul_perime_{acte}" for acte in ("insert", "update", "delete")]
_MOIS_SQLITE = "strftime('%Y-%m-01', {ligne}.date_arrivee)"

# SQLite n'a qu'un écrivain à la fois : une marque déjà là suffit.
_SQLITE = """
CREATE TRIGGER suivi_cumul_perime_{acte} AFTER {acte} ON suivi_demande
BEGIN
{marques}
END
"""
_MARQUE_SQLITE = """
  INSERT INTO suivi_cumulperime (service_id, mois)
  SELECT {ligne}.service_id, {mois} WHERE NOT EXISTS (
    SELECT 1 FROM suivi_cumulperime WHERE mois = {mois} AND service_id = {ligne}.service_id);
"""

# PostgreSQL : une marque par ordre SQL, service et mois ; jamais « déjà là », que la tâche qui
# refait le cumul efface peut-être au même instant.
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION suivi_cumul_perime_{acte}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO suivi_cumulperime (service_id, mois)
  SELECT DISTINCT service_id, date_trunc('month', date_arrivee)::date FROM ({lignes}) touchees;
  RETURN NULL;
END $$;
CREATE TRIGGER suivi_cumul_perime_{acte} AFTER {acte} ON suivi_demande
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION suivi_cumul_perime_{acte}()
"""
_TOUT_MARQUER = """
INSERT INTO suivi_cumulperime (service_id, mois)
SELECT DISTINCT service_id, {mois} FROM suivi_demande
"""
_LIGNES = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def poser(sender=None, using="default", apps: Apps | None = None, **kwargs) -> None:
    """Pose ceux qui manquent ; branché à `post_migrate`, donc sans effet sans ses deux tables."""
    connexion = connections[using]
    tables = {"suivi_demande", "suivi_cumulperime"}
    if connexion.vendor not in _ORDRES or not tables <= set(connexion.introspection.table_names()):
        return
    with transaction.atomic(using=using), connexion.cursor() as curseur:
        ordres, mois, presents = _ORDRES[connexion.vendor]
        curseur.execute(presents)
        poses = {nom for (nom,) in curseur.fetchall()}
        manquants = [acte for acte, nom in zip(_LIGNES, NOMS, strict=True) if nom not in poses]
        for acte in manquants:
            curseur.execute(ordres(acte))
        if manquants:
            curseur.execute(_TOUT_MARQUER.format(mois=mois))


def _ordre_sqlite(acte: str) -> str:
    marques = "".join(
        _MARQUE_SQLITE.format(ligne=ligne, mois=_MOIS_SQLITE.format(ligne=ligne))
        for ligne in _LIGNES[acte]
    )
    return _SQLITE.format(acte=acte, marques=marques)


def _ordre_postgresql(acte: str) -> str:
    lignes = " UNION ALL ".join(
        f"SELECT service_id, date_arrivee FROM lignes_{ligne}" for ligne in _LIGNES[acte]
    )
    tables = " ".join(f"{ligne} TABLE AS lignes_{ligne}" for ligne in _LIGNES[acte])
    return _POSTGRESQL.format(acte=acte, lignes=lignes, tables=tables)


_ORDRES = {
    "sqlite": (
        _ordre_sqlite,
        _MOIS_SQLITE.format(ligne="suivi_demande"),
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'suivi_demande'",
    ),
    "postgresql": (
        _ordre_postgresql,
        "date_trunc('month', date_arrivee)::date",
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'suivi_demande'::regclass",
    ),
}
