## /channels

command-channels = kanały i grupy, którymi zarządzasz
help-channels = /channels – kanały i grupy, którymi zarządzasz: zrób mnie administratorem z prawem publikowania
channels-list = Kanały i grupy, którymi zarządzasz i w których mogę pisać. Naciśnij nazwę, aby wybrać, o czym tam powiadamiać.
channels-none =
    Nie znam żadnego kanału, którym zarządzasz.
    Zrób mnie administratorem swojego kanału z prawem publikowania, a pojawi się tutaj.
channels-private = Kanałami zarządza się w naszym prywatnym czacie: wyślij mi tam /channels.
channel-mine = Mogę teraz pisać w „{ $title }”. O czym tam powiadamiać, wybierzesz tutaj albo przez /channels.
channel-told =
    { $count ->
        [one] Powiadamiam tu o { $count } temacie.
        [few] Powiadamiam tu o { $count } tematach.
        [many] Powiadamiam tu o { $count } tematach.
       *[other] Powiadamiam tu o { $count } tematu.
    }
channel-silent = O niczym tu jeszcze nie powiadamiam.
channel-topics = Naciśnij temat, aby o nim tu powiadamiać (🔔) albo przestać.
channel-listed = O tym tu powiadamiam. Naciśnij temat, aby to zakończyć.
label-channel-topics = Tematy dla „{ $title }”
button-channel-topics = Tematy
button-channel-listed = O czym powiadamiam
button-channel-settings = Ustawienia
answer-channel-lost = Już nim nie zarządzasz albo nie mogę tam pisać.
