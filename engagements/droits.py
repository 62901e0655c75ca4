from qualepref.socle.droits import TOUS, accorder

accorder("engagements", {"view_referentiel": list(TOUS)})
