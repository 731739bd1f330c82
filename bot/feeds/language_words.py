"""The commonest words of some languages, and how their words end: what bot.feeds.language knows.

Function words, and for the languages that rules are written in also what headlines are full of.
Names are no sign of a language.
"""

WORDS = {
    "en": """the of and to in is a for on with that as by at from was are be has have had it its
        his her he she they their this not but who what how why when where will would can could
        after before over into more than about against amid up out says said say new first all
        we you an or if no been being were there which during between under near off two three
        year years day days people man woman police killed kills dead deal talks war attack
        attacks strikes report world state minister court back down dies death may your our my
        get gets make makes take takes plan plans hits hit should must many most some any only
        just then these those them me so still also other every each because since until while
        through without within around show shows face faces call calls called meet meets hold
        holds held seek seeks win wins won lose loses lost rise rises fall falls fell end ends
        opens close closes begin begins starts sets send sends sent kill injured arrested
        charged house home city country government election vote leader leaders officials
        official judge law bill tax trade market markets stocks shares prices price oil gas
        company business school students children family life fire crash strike storm flood army
        troops forces military border peace crisis fears fear threat warns warning urges urged
        told tell ask asks want wants need needs help look looks next early late today tomorrow
        night week weeks month months ago ahead again high higher low lower big bigger small
        great good bad best worst old young right left another five six seven million billion
        agrees agree budget phone senate spending inflation growth rates rate interest passes
        pass coast issued overnight demands fresh scientists species sea chemical plant rail
        trial jail jailed guilty murder shooting missing visit visits leave leaves return
        returns rules rule ruling ban bans boost cuts cut raise raises slams blast hundreds
        thousands dozens suspected suspect alleged former chief head heads group parliament""",
    "de": """der die das den dem des und ist im in von vom zu zum zur mit für auf ein eine einen
        einem einer eines nicht auch sich nach bei aus an am als es er sie wir ihr ihre sein
        seine hat haben wird werden war was wie wer wo warum wegen gegen über unter um bis durch
        vor noch nur mehr will soll kann können müssen muss sind so dass doch wenn aber oder
        zwischen sagt jahr jahre jahren tote polizei krieg neue neuen neuer regierung trotz ab
        seit ohne kein keine jetzt heute wieder weiter fordert warnt schwere kommt geht droht
        steht stehen bleibt gibt macht machen lässt sollen wollen darf würde könnte hätte wäre
        beim ins ans zwei drei vier fünf sechs millionen milliarden prozent euro tage tag wochen
        woche monate uhr morgen gestern mann frau menschen kinder leben land stadt welt kanzler
        bundestag präsident ministerin chef gericht urteil angriff angriffe angriffen krise
        streit streik wahl wahlen frieden waffen opfer verletzte unfall brand feuer preise geld
        steuer steuern wirtschaft unternehmen zinsen steigen steigt sinkt sinken fällt greift
        trifft treffen getroffen getötet tötet reist plant zeigt zeigen gegenüber weil während
        alle alles viele mehrere erste ersten erster letzte ganz sehr schon immer dabei damit
        davon dazu diese dieser dieses diesen deutsche deutschen deutschland russland russische
        russischen ukrainische haushalt liefern gewinnt verliert siegt einigt
        beschließt milliarde gestorben tod toten mutmaßlich mutmaßlicher""",
    "pl": """i w we z ze na do nie się to jest że o od po za dla jak ale co już są był była było
        będzie będą przez przed przy pod nad bez czy tak tym tego ten ta te jego jej ich oraz a
        może roku lat rok dni osób nowy nowa nowe które który która także tylko jeszcze kto
        gdzie kiedy dlaczego według mln mld zł policja wojna prezydent rząd atak mówi został
        została zostanie ma mają bardzo między podczas wobec można trzeba nowych dwie trzy u ws
        ponad wojny wśród nawet chce jeden nowego nowej nowym jednak więc wszystko wszystkich
        osoby ludzi ludzie dzieci kobieta mężczyzna życie śmierć wypadek pożar atakuje ataki
        rosja rosji rosyjski rosyjskie rosyjskich ukraina ukrainie ukrainy polska polski polskie
        polskich prezydenta premier ministra rządu sejm wybory sąd kurs ceny cena tysięcy
        miliony milionów miliardów proc dzień dziś jutro wczoraj tydzień godzin miesiąc wygrywa
        wygrał strajk drony dronów wojsko wojska żołnierzy granicy budżet budżetu kadry trener
        mecz zmarł zginął sprawie wyborach ukraińskie ukraińskich rosyjska rosyjskiej""",
    "fr": """le la les de des du et en un une est dans pour sur par au aux avec que qui ne pas
        plus ce cette ces son sa ses il elle ils mais ou où se sont a à été après avant entre
        contre sans sous d'un d'une l'on selon nouveau deux ans leur comme très être fait""",
    "es": """el la los las de del y en un una es por para con que se su sus al no más como pero
        este esta estos tras sobre entre desde hasta contra sin ha han fue son muy ya lo le
        también cuando donde según dos años año o qué será dice uno todo todos está""",
    "pt": """o a os as de do da dos das e em no na nos nas um uma para por com que se não mais
        como mas ao à é foi são após sobre entre desde até contra sem tem seu sua já também
        quando anos diz segundo pelo pela ser está""",
    "it": """il lo la i gli le di del della dei delle e è in un una per con che non si al alla
        nel nella dal dalla su sul sulla ma come più sono ha dopo prima tra contro senza anche
        suo sua cosa chi dove anni anno da ai agli questo questa l'italia""",
    "nl": """de het een en van in is op te dat die niet met voor aan zijn er ook om bij naar uit
        door over na als maar dan nog wel meer hij ze zij wordt worden werd heeft hebben was
        tegen jaar geen wat wie waar hoe kan zal tot deze dit onder tussen tijdens""",
    "sv": """och i att det en ett är på som för av med den till inte om har de var jag men så
        från vid kan efter ska nu när mot under över år ut upp sin sig enligt blir än eller här""",
    "da": """og i at det en et er på som for af med den til ikke om har de var jeg men så fra
        ved kan efter skal nu når mod under år ud op sin sig ifølge bliver end eller her etter
        mot av ble blir nye dette hvor vil""",
    "cs": """a v ve na se že je to s z do o k ke po za pro jsou ale jak by byl byla bylo od při
        podle před nebo už jako které který která také jen co si ze bude než proti let roku mezi
        není až nový nové""",
    "sk": """a v vo na sa že je to s z do o k po za pre sú ale ako by bol bola bolo od pri podľa
        pred alebo už ktoré ktorý ktorá aj len čo si zo bude než proti rokov roku medzi nie až
        nový nové""",
    "hr": """i u na se da je su s sa od do za o po iz nije bi ne što kako koji koja koje ali ili
        kao će bio bila bilo još samo prije poslije protiv između godine prema kod nakon više""",
    "ro": """și în de la cu pe din să nu este un o ce care mai a al ale pentru au fost prin după
        sunt dar ca se lui sau către între împotriva anul ani fi despre cum unde""",
    "hu": """a az és hogy nem is egy meg van volt de csak már még mint lesz ki be el ez azt vagy
        szerint után ellen között miatt több új magyar ezt aki ami kell lehet sem""",
    "tr": """ve bir bu da de için ile çok daha ne gibi kadar var yok olan olarak sonra göre
        karşı yeni oldu dedi en ama mi mı ya her son önce""",
    "lt": """ir yra į iš su kad apie po dėl už ne bet ar tai kaip prie per buvo nuo iki jau bus
        pagal metų prieš tik dar""",
    "fi": """ja on ei se että hän oli ovat mutta kun myös kuin tai ole jos nyt vain sen joka
        mitä jo uusi vuotta mukaan jälkeen ennen""",
    "uk": """і й та в у на з із зі до не що як це за від про для по або але чи він вона вони
        його її їх є був була було були буде під через після між над при також вже ще лише щодо
        ж який яка яке які де коли чому хто ні років року рік день тисяч війна війни зсу проти
        має мають може нових понад росії україни україні час рада ради дрони уряд президент
        новий нова нове дронів сили сил удар удару""",
    "ru": """и в во на с со к ко не что как это за от о об про для по из или но а ли он она они
        его её ее их был была было были будет под через после между над при также уже еще ещё
        лишь же который которая которое которые где когда почему кто нет лет года год день тысяч
        война войны против до у так может могут более свыше россии украины украине все сегодня
        глава власти удар силы сил новый новая новое приняла дроны""",
    "be": """і й ў у на з са да не што як гэта за ад пра для па або але ці ён яна яны яго яе іх
        быў была было будзе пад праз пасля паміж таксама ужо яшчэ які якая якія дзе калі чаму
        хто гадоў года супраць беларусі""",
    "bg": """и в във на с със к не че какво как това за от о по из или но а ли той тя те го ги е
        са бил била било ще под през след между над при също вече още само който която което
        които къде кога защо кой няма години година против до се си да""",
    "sr": """и у на с са к не што како то за од о по из или али а ли он она они га их је су био
        била било ће под кроз после након између над при такође већ још само који која које где
        када зашто ко нема година године против до се да""",
}

ENDINGS = {
    "en": """ing tion tions ed ly 's ’s ers ght ness ship ck th wn""",
    "de": """ung ungen lich liche lichen isch ische ischen keit heit schaft cht rt tz ßt""",
    "pl": """ego ych ów ami ach emu ość ości nie cie ie cze sze ski ska skie skiego rzy czy ją
        ię""",
    "fr": """aux eux eur eurs ment ité ées ée""",
    "es": """ción ciones dad ado ados ada ía ían ando""",
    "pt": """ção ções dade ado inho ões""",
    "it": """zione zioni ità ato ata ano ono ella""",
    "nl": """ing en ij heid lijk lijke cht sch""",
    "sv": """ar er ning en et erna""",
    "da": """er ning en et erne""",
    "cs": """ého ých ům ami ích ost ní ou""",
    "sk": """ého ých ami och osť""",
    "hr": """og ih ima anje ski ska""",
    "ro": """ul ului ilor ție ții ească""",
    "hu": """ban ben nak nek ság ség ott ett""",
    "tr": """lar ler dan den nda nde ının""",
    "lt": """os as is ų ius ai""",
    "fi": """ssa ssä lla llä sta stä een nen""",
}
