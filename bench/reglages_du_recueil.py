"""Les réglages de production ; à côté de l'application, un POST qui ne fait rien."""

from qualepref.settings import *  # noqa: F403

ROOT_URLCONF = "adresses_du_recueil"
