"""Les réglages de l'application ; à côté, beat relance chaque seconde au lieu de quinze."""

from qualepref.settings import *  # noqa: F403
from qualepref.settings import CELERY_BEAT_SCHEDULE as PREVU

RELANCE = "relancer-les-productions"
CELERY_BEAT_SCHEDULE = {RELANCE: PREVU[RELANCE] | {"schedule": 1.0}}
