from qualepref.socle.droits import TOUS, accorder

accorder("documents", {"view_typedocument": list(TOUS)})
