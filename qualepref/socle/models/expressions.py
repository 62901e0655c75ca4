"""Des conditions écrites pour que la base y reconnaisse ses index, ce que mesurent les bancs."""

import json

from django.db.models import Lookup, Value


class Litteral(Value):
    """Un code de l'application, écrit tel quel dans la requête et non en paramètre.

    SQLite n'emploie un index partiel que si la question redit mot pour mot sa condition.
    """

    def __init__(self, code: str):
        if not code.isidentifier():
            raise ValueError(f"« {code} » n'est pas un code.")
        super().__init__(code)

    def as_sql(self, compiler, connection):
        return f"'{self.value}'", ()


class Parmi(Lookup):
    """Une longue liste de numéros, en un seul paramètre : `Parmi(F("pk"), [3, 5, 8])`.

    `pk__in` en fait un paramètre par numéro, que chaque requête de la page écrit et relit.
    """

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """SQLite : un tableau JSON, lu comme une table."""
        gauche, parametres = self.process_lhs(compiler, connection)
        numeros = json.dumps(self.rhs)
        return f"{gauche} IN (SELECT value FROM json_each(%s))", (*parametres, numeros)

    def as_postgresql(self, compiler, connection):
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s)", (*parametres, self.rhs)
