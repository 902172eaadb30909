"""Names of invented people, from many places, as in any port."""

from random import Random

FIRST = """Aisha Amara Ana Anders Anika Antoine Aroha Ayo Beatriz Bilal Bogdan Brigid Carlos Chiara
Chidi Dalia Daniela Darius Deepa Dmitri Elena Elif Emeka Emma Esther Fatima Femi Finn Freya Gabriel
Grace Hana Hassan Hugo Ibrahim Imani Ines Isla Ivan Jamal Jasmin Jiro Joana Jonas Jorge Kaito Karim
Kavya Keisha Kofi Lakshmi Lars Leila Lena Liam Lucia Luka Mads Malik Marco Maria Marta Mateo Meera
Mikael Mina Mohammed Nadia Naomi Nia Nikos Noor Olga Omar Owen Paulo Pedro Petra Quentin Rafael
Rania Ravi Rosa Rui Ruth Sadia Salma Samuel Sara Selin Siobhan Sofia Stefan Sunita Tadeo Tariq
Thandi Tiago Uma Vera Viktor Wei Xiu Yara Yasmin Yusuf Zofia""".split()  # noqa: SIM905 - a hundred quotes are harder to read
LAST = """Abara Achterberg Adeyemi Ahmed Almeida Andersen Baker Banerjee Barros Bauer Bello Bergman
Boateng Brandt Byrne Castillo Chen Clarke Costa Dahl Das Delgado Diallo Dubois Duarte Eriksen Evans
Farah Fernandes Fischer Flores Fofana Garcia Gomes Gupta Haddad Hansen Hashimi Herrera Holm Hughes
Ibarra Ivanov Iyer Jansen Jensen Joshi Kamara Kang Kaplan Karlsson Khan Kim Kowalski Kruger Lam
Larsen Laurent Lee Lima Lopez Lund Mahmoud Malik Marino Martins Mbeki Mendes Mensah Meyer Moreau
Morgan Nakamura Ndlovu Nguyen Novak Nunes Obi Okoye Olsen Osei Owusu Park Patel Pereira Petrov
Quinn Rahman Ramos Reid Ribeiro Rossi Sato Schmidt Sharma Silva Singh Sousa Tanaka Torres Tran
Vargas Vasquez Verma Walsh Weber Wong Yamada Yilmaz Young Zhang Zielinski""".split()  # noqa: SIM905 - as above


def name(rng: Random) -> str:
    """A first and a last name."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
