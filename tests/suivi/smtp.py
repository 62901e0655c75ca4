"""Un vrai serveur SMTP, sans rien d'autre : il garde ce qu'il reçoit, et se tait sur commande."""

from email import message_from_bytes
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

ACCEPTE = b"250 accepte\r\n"


class Echange(StreamRequestHandler):
    """Une connexion : assez de SMTP pour recevoir un courriel."""

    def handle(self):
        self.wfile.write(b"220 essai\r\n")
        while ligne := self.rfile.readline():
            verbe = ligne[:4].upper().decode()
            self.server.se_taire_a(verbe)
            if verbe == "DATA":
                self.wfile.write(b"354 suite\r\n")
                self.server.recus.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.server.se_taire_a("FIN")
            self.wfile.write(b"221 fin\r\n" if verbe == "QUIT" else ACCEPTE)
            if verbe == "QUIT":
                return


class Smtp(ThreadingTCPServer):
    """`silence` : le verbe auquel il ne répond plus ; « FIN » : le message reçu en entier."""

    daemon_threads, block_on_close = True, False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Echange)
        self.recus, self.silence = [], ""
        self.muet, self.parler = Event(), Event()
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def identifiants(self) -> list[str]:
        return [message_from_bytes(recu)["Message-ID"] for recu in self.recus]

    def se_taire_a(self, moment: str) -> None:
        if moment == self.silence:
            self.muet.set()
            self.parler.wait()

    def handle_error(self, request, client_address):
        """Un client tué laisse une ligne coupée : c'est ce qu'on éprouve."""

    def fermer(self) -> None:
        self.parler.set()
        self.shutdown()
        self.server_close()
