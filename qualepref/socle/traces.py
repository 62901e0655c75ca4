"""Ce qui ne s'écrit dans aucun journal d'accès : les pages sans compte où l'on répond.

Une adresse, une heure et « /e/… » sur une même ligne diraient qui a répondu et dans quel ordre ;
l'adresse d'une grille prêtée (« /echange/… ») est un secret, et qui lit un journal la tiendrait.
Les fichiers que ces pages demandent (« /static/… ») diraient la même heure de la même adresse.
"""

import logging

from gunicorn.glogging import Logger

SANS_TRACE = ("/e/", "/echange/", "/static/")


def est_sans_trace(adresse: str) -> bool:
    return adresse.startswith(SANS_TRACE)


class JournalDAcces(Logger):
    """À donner à gunicorn : `--logger-class qualepref.socle.traces.JournalDAcces`."""

    def access(self, resp, req, environ, request_time):
        if not est_sans_trace(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)


class SansTrace(logging.Filter):
    """Les refus de ces pages (404, 410, 429…) ne s'écrivent pas ; leurs pannes, si."""

    def filter(self, record):
        requete = getattr(record, "request", None)
        adresse = getattr(requete, "path", "") or ""
        return record.levelno >= logging.ERROR or not est_sans_trace(adresse)
