"""`regulars value fit`: what customers are worth, from a table of sales. No shop, no browser: a program that reads and prints."""

import json
import pathlib
import random
import subprocess
import sys
import sysconfig

import pytest

from shop import ROOT, program

DATA = pathlib.Path(sysconfig.get_path("purelib")) / "lifetimes/datasets/CDNOW_sample.txt"


def fit(*words, stdin, expect=0):
    """Runs the command on what is on its standard input. Returns what it printed and what it complained of."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([program(), "value", "fit", *words, "-"], input=stdin, capture_output=True, timeout=120)
    said = done.stderr.decode()
    assert done.returncode == expect, said
    return done.stdout.decode(), said


@pytest.fixture(scope="module")
def cdnow():
    """The sales of the papers as lines of our table, without its first line."""
    rows = [line.split() for line in DATA.read_text().splitlines() if line.strip()]
    return [f"{row[1]},{row[2][:4]}-{row[2][4:6]}-{row[2][6:]},{row[4]}" for row in rows]


def table(rows):
    return "\n".join(["customer,date,amount", *rows]) + "\n"


def test_the_published_parameters_come_out(cdnow):
    said, complaints = fit("--json", "--end", "1997-09-30", stdin=table(cdnow))
    known = json.loads(said)
    assert complaints == ""
    assert (known["customers"], known["rows"], known["rowsAfterEnd"], known["badRows"]) == (2357, 6919, 1959, 0)
    assert [round(known["bgnbd"][name], 3) for name in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert round(known["bgnbd"]["logLikelihood"], 1) == -9582.4
    assert [round(known["mbgnbd"][name], 3) for name in ("r", "alpha", "a", "b")] == [0.525, 6.183, 0.891, 1.614]
    assert [round(known["gammaGamma"][name], 2) for name in ("p", "q", "v")] == [6.25, 3.74, 15.44]
    assert known["bgnbd"]["status"] == known["mbgnbd"]["status"] == known["gammaGamma"]["status"] == "converged"
    assert known["holdout"] is None and known["isNoise"] is False


def test_rows_in_another_order_print_the_same_bytes(cdnow):
    words = ("--json", "--customers", "--holdout-from", "1997-10-01")
    first, _ = fit(*words, stdin=table(cdnow))
    shuffled = list(cdnow)
    random.Random(5).shuffle(shuffled)
    again, _ = fit(*words, stdin=table(shuffled))
    assert again == first
    known = json.loads(first)
    assert len(known["perCustomer"]) == known["customers"] == 2357
    one = known["perCustomer"][0]
    assert one["customer"] == "0001" and one["frequency"] == 2 and round(one["recency"], 2) == 30.43 and round(one["age"], 2) == 38.86
    assert abs(one["probabilityAlive"] - 0.7061) < 1e-4 and abs(one["expectedPurchases"] - 1.2628) < 1e-4
    assert abs(one["expectedSpend"] - 24.65) < 0.01
    assert known["holdout"]["actualPurchases"] == sum(person["actualPurchases"] for person in known["perCustomer"]) == 1882


def test_people_are_told_in_tables(cdnow):
    said, _ = fit("--holdout-from", "1997-10-01", stdin=table(cdnow))
    for words in ("2357, 946 of whom came again", "BG/NBD             0.243        4.414        0.793        2.426", "Gamma-Gamma        6.2",
                  "Same rate as before"):
        assert words in said, said


def test_wrong_rows_are_told_by_line_and_counted(cdnow):
    wrong = ["anna,31/12/1997,5", "anna,1997-12-31,five", "anna,1997-12-31", ",1997-12-31,5", "zoe,1997-03-01,-8"]
    said, complaints = fit("--json", "--end", "1997-09-30", stdin=table([*wrong, *cdnow]))
    known = json.loads(said)
    assert [line.split(":")[0] for line in complaints.splitlines()] == ["Line 2", "Line 3", "Line 4", "Line 5", "Line 6"]
    assert known["badRows"] == 5
    assert known["badRowsByReason"] | {"wrongDate": 1, "wrongAmount": 1, "missingField": 1, "noCustomer": 1, "refundWithoutSale": 1} == known["badRowsByReason"]
    assert round(known["bgnbd"]["r"], 3) == 0.243, "the others count"


@pytest.mark.parametrize("sales, words", [
    ("", "The file is empty"),
    ("customer,date\nanna,2026-01-01\n", "no column amount"),
    ("customer,date,amount\n".encode("utf-16"), "UTF-16"),
    (table(["anna,soon,5"]), "no sale in the file"),
    (table([f"{number},2026-01-01,5" for number in range(500)]), "Nobody bought on a second day"),
    (table(["anna,2026-01-01,5", "anna,2026-02-01,5"]), "Only 1 came again"),
    (table([f"{number},2026-0{month}-01,5" for number in range(500) for month in (1, 2, 3)]), "exactly alike"),
], ids=["empty", "column", "encoding", "no sale", "one-time buyers", "one customer", "alike"])
def test_what_cannot_be_fitted_is_said_in_words(sales, words):
    said, complaints = fit("--json", stdin=sales, expect=65)
    assert words in complaints
    if said:
        known = json.loads(said)
        assert "r" not in known["mbgnbd"] and known["mbgnbd"]["sentence"]
    assert "nan" not in said.lower() and "inf" not in said.lower()


def test_few_customers_are_called_noise():
    chance = random.Random(3)
    rows = [f"{number},2026-0{chance.randint(1, 6)}-{chance.randint(10, 28)},{chance.randint(1, 90)}" for number in range(60) for _ in range(3)]
    said, _ = fit("--json", stdin=table(rows))
    assert json.loads(said)["isNoise"] is True
    assert "3 × their own median gap" in json.loads(said)["advice"]


def test_wrong_wishes_are_refused(cdnow):
    sales = table(cdnow)
    for words in (("--unit", "month"), ("--end", "30/9/1997"), ("--model", "pareto"), ("--decimals", "9"), ("--next", "-1")):
        said, complaints = fit(*words, stdin=sales, expect=64)
        assert said == "" and words[0] in complaints
    _, complaints = fit("--holdout-from", "1999-01-01", stdin=sales, expect=65)
    assert "1998-06-30" in complaints
    done = subprocess.run([program(), "value", "fit", "/nowhere/sales.csv"], capture_output=True, timeout=60)
    assert done.returncode == 66 and b"/nowhere/sales.csv" in done.stderr


def test_made_up_sales_are_the_same_every_time_and_their_parameters_are_found():
    made = [subprocess.run([sys.executable, ROOT / "Tools/sales", "--customers", "20000"], capture_output=True, check=True).stdout for _ in range(2)]
    assert made[0] == made[1]
    known = json.loads(fit("--json", stdin=made[0])[0])
    # Receipts are by day and some are given back, so that the parameters are near those of the tool and not them.
    for name, value in {"r": 0.8, "alpha": 9.6, "a": 1.2, "b": 2.4}.items():
        assert abs(known["mbgnbd"][name] / value - 1) < 0.2, known["mbgnbd"]
