"""Given names: which may stand for one another (Bill and William, Yulia and Julia), which may not.

A row lists names one person may carry; a name may stand in several rows, and two names that share a row are compatible. Rows,
not chains: Christopher and Christine share none. A mark "?" makes a name possible in its row but not sure: a Chris is taken
for a Christopher, and may be a Christine. A row that begins with "=" holds spellings only and goes for surnames too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from searchkit.names.key import alike, keys_of

_ROWS: Final = """
=abdel abdul abd abdol|=abdullah abdallah abdulla|abigail abby|abraham abe avraham avram|=ahmed ahmad achmed ahmet|
alan allan allen al|albert al bert bertie|
alexander alex alec sandy? sasha? aleksandr oleksandr alyaksandr aleksander olexander alexandr xander alejandro|
alexandra alex? sandra? sasha?|alexei alexey aleksei aleksey oleksii oleksiy alexi alexis|alfred al alf fred freddie|
andrew andy drew andrei andrey andriy andrii andre|anthony tony antony anton antonio|antonis antonios andonis|ariel arik|
arthur art|augustus augustine gus|barbara barb babs|bartholomew bart|benjamin ben benny binyamin bibi|bernard bernie bernhard|
bertram bert|bradley brad|calvin cal|cameron cam|
catherine kate katie kathy cathy katherine kathryn kathleen katharine kitty kat katya ekaterina kateryna yekaterina|
cecilia cecily|charles charlie chuck chas carl karl carlos|charlotte lottie|christine chris? chrissy tina christina kristina|
christopher chris kit topher|clifford cliff|constance connie|curtis curt|cynthia cindy|daniel dan danny danyl danylo daniil|
david dave davey|=dawud dawood daoud daud dawoud davud|
deborah debbie deb debra|dennis denis denny|desmond des|dmitri dmitry dmytro dmitrii dmitriy dmitrij dima|
dominic dom dominick|donald don donny donnie|dorothy dot dottie|douglas doug|edmund ed ned ted? eddie|
edward ed eddie ted teddy ned eduard edvard|edwin ed eddie|eleanor ellie nell|
elizabeth liz beth betty lizzie eliza bess betsy lisa elisabeth|emily em|emmanuel manny|ernest ernie|
eugene gene evgeny yevgeny evgeni yevgeni jewgeni yevhen evgenii|evelyn evie|ezekiel zeke|florence flo|frances fran|
francis frank frankie franklin|frederick fred freddie freddy frederic friedrich|gabriel gabe|gamal jamal|
george georgi georgy georgios jorge|gerald gerry jerry|geraldine gerry?|gerard gerry|gregory greg gregg grigory|gustav gus|
harold harry hal|=hassan hasan|henry harry hank hal heinrich|herbert herb bert|=hossein hussein hussain husain husayn hosein|
howard howie|hubert bert|ian iain|=ibrahim ebrahim|ignatius iggy|irving irv|isaac ike itzhak yitzhak yitzchak|isidore izzy|
=ismail esmail ismael esmaeil|jacob jake yakov|jacqueline jackie?|james jim jimmy jamie jem|jane janie|janet jan?|
jefferson jeff|jeffrey jeff geoffrey geoff|jennifer jen jenny|jeremy jerry jeremiah|jerome jerry|jessica jess jessie|
joan joanie|john jack johnny jon johnnie|jonathan jon jonny jonathon|joseph joe joey jo yosef yossi josef sepp jose|
joshua josh|judith judy|julia yulia yuliya iulia yuliia julie|julian jules|kenneth ken kenny|kevin kev|=khaled khalid|
kimberly kim|laurence larry lawrence laurie lorenz|leonard len lenny leo|leonid lyonya|leslie les|lewis lou louis luis|
lillian lily lil|lyudmila ludmila liudmyla|madeleine maddie madeline|malcolm mal|marcus marc mark|
margaret maggie meg peggy marge margie greta|maria marie mary mariya mariia|martha marty|martin marty|matthew matt matty|
maurice moe|maxim max maksym maksim|maximilian max|maxwell max|=mehdi mahdi|melanie mel|melvin mel|mervyn merv|
michael mike mick mickey micky mikey mikhail mykhailo michail mikheil miguel misha|mitchell mitch|
=mohammed mohamed mohammad muhammad mohamad muhammed mahomet mehmet mohammod md|mollie molly|mortimer mort|moses moshe|
murray moe|=mustafa mostafa moustafa|nathan nat nate|nathaniel nat nate nathan|newton newt|
nicholas nick nicky nicolas nikolas nico|nicole nicola nikki nicky|nikolai mykola nikolay nicolai kolya|norman norm|oleg oleh|
olga olha|oliver ollie oli|oscar ossie|pamela pam|patricia pat? patty tricia trish|patrick pat paddy rick|
paul pavel pavlo paulo pablo|penelope penny|peter pete petro pyotr petr piotr pedro pieter|philip phil phillip|phyllis phyl|
=qassem qasem kassem ghasem qasim kassim|quentin quint|rachel rach|ralph rafe|randall randy|randolph randy|raymond ray|
rebecca becky becca|reginald reg reggie|richard dick rick ricky richie rich ricardo|robert bob bobby rob robbie bert|
roberta bobbie|roderick rod|rodney rod|roger rog|roland rollie|ronald ron ronnie|rosemary rose|rudolph rudy rudi rudolf|
russell russ|ruth ruthie|=said saeed saied sayeed|samantha sam?|samuel sam sammy sandy|sandra sandy?|sarah sally sara|
sebastian seb|sergei sergey serhiy serhii sergii sergio|=shehbaz shahbaz|sheldon shelly|sidney sid syd sydney|solomon sol|
stanley stan stanislav|stephanie steph|stephen steve steven stefan steph|stuart stewart stu|susan sue susie suzanne|
svetlana sviatlana svitlana|sylvester sly|tamara tammy|terence terry terrence|teresa terry? theresa tess|
theodore ted teddy theo fyodor|thomas tom tommy tomas|timothy tim timmy|ursula ursi|valentine val|valerie val?|
victor vic viktor|victoria vicky tori vicki|vincent vince vinny|virginia ginny|
vladimir volodymyr wladimir wolodymyr vladymyr uladzimir volodimir vlad vova|walter walt wally|warren waz|wendell wendy|
william bill billy will willie willy liam wilhelm|winifred winnie|winston win|yanis giannis yannis ioannis|yasmin jasmin|
=yehya yahya yihya|yelena elena olena|yuri yuriy yurii iurii juri jurij|zachary zach zack zac
"""

_NONE: Final[frozenset[int]] = frozenset()
# Row numbers by name: sure and possible ones, and rows of spellings only.
SURE: Final[dict[str, frozenset[int]]] = {}
POSSIBLE: Final[dict[str, frozenset[int]]] = {}
SPELLINGS: Final[dict[str, frozenset[int]]] = {}
INITIALS: Final[dict[str, frozenset[str]]] = {}


def _fill() -> None:
    tables: tuple[defaultdict[str, set[int]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    sure, possible, spellings = tables
    initials: defaultdict[str, set[str]] = defaultdict(set)
    for number, row in enumerate(_ROWS.replace("\n", "").split("|")):
        names = row.lstrip("=").split()
        for marked in names:
            name = marked.rstrip("?")
            possible[name].add(number)
            initials[name].update(other[0] for other in names)
            if name == marked:
                sure[name].add(number)
            if row.startswith("="):
                spellings[name].add(number)
    for table, filled in zip((SURE, POSSIBLE, SPELLINGS), tables, strict=True):
        table.update((name, frozenset(numbers)) for name, numbers in filled.items())
    INITIALS.update((name, frozenset(letters)) for name, letters in initials.items())


_fill()


def initials_of(given: str) -> frozenset[str]:
    """The letters a given name may be shortened to: W and B for Bill."""
    return INITIALS.get(given) or frozenset(given[0])


def same_spelling(a: str, b: str) -> bool:
    """Whether two folded words, surnames too, are surely one name."""
    return alike(a, b) or bool(SPELLINGS.get(a, _NONE) & SPELLINGS.get(b, _NONE))


def same_given(a: str, b: str, rows: dict[str, frozenset[int]] = SURE) -> bool:
    """Whether two folded given names may be one person's; initials are not enough. `rows`: SURE or POSSIBLE.

    >>> same_given("bill", "william"), same_given("christopher", "christine"), same_given("esmail", "ismaeel")
    (True, False, True)
    """
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return False
    if a in POSSIBLE and b in POSSIBLE:
        # Two known names are the same only when a row says so: Marc and Mark, but never Martin and Morton.
        return bool(rows.get(a, _NONE) & rows.get(b, _NONE))
    return alike(a, b, is_given=True)


def given_keys(given: str) -> frozenset[str]:
    """Keys such that compatible given names share one; used to keep namesakes in blocks of their own."""
    return keys_of(given) | {f"#{row}" for row in POSSIBLE.get(given, _NONE)}


def surname_keys(surname: str) -> frozenset[str]:
    """Keys such that spellings of one surname share one."""
    return keys_of(surname) | {f"#{row}" for row in SPELLINGS.get(surname, _NONE)}
