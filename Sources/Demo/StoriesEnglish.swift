import Inbox

extension Story {
    static let english: [Story] = [
        Story(
            "eleanor", "Sourdough class for six",
            [
                .mail(
                    .day(5, 18, 20),
                    """
                    Hello Deniz,

                    Six of us from the painters' shed would love to do your sourdough class, ideally on a Saturday afternoon. Two have \
                    never so much as boiled an egg. Is that all right, and what does it cost?

                    Best,
                    Eleanor
                    """, .by("Apple Mail (2.3826)")),
                .answer(
                    .deniz, .after(55),
                    """
                    Hello Eleanor,

                    Eggs are not on the programme, so your friends are safe. The next Saturday with six places is in two weeks, 14:00 \
                    to 17:00. It is 450 lira each, and everybody goes home with a loaf and a jar of starter.

                    Shall I keep the six places for you?

                    Deniz
                    """),
                .mail(
                    .after(1300), "Yes please, all six. One of us is left-handed, if that matters to the dough.", .quotes,
                    .by("Apple Mail (2.3826)")),
                .answer(.deniz, .after(25), "The dough does not mind. Six places are yours.\n\nDeniz"),
            ]),
        Story(
            "james", "Catering for 30 on Friday",
            [
                .mail(
                    .dueIn(15),
                    """
                    Dear Fırın team,

                    We are moving into our new office on the quay and would like to feed 30 people on Friday at 12:30:

                    - 30 filled rolls, a third of them vegetarian
                    - 2 trays of baklava
                    - coffee, if you do that

                    Could you send a quote today? The floor plan with the delivery door is attached.

                    Kind regards
                    James O'Brien
                    """,
                    .html(
                        """
                        <div style="font-family:Calibri,sans-serif;font-size:11pt"><p>Dear Fırın team,</p>
                        <p>We are moving into our new office on the quay and would like to feed <b>30 people</b> on <b>Friday at \
                        12:30</b>:</p>
                        <table style="border-collapse:collapse"><tr><td style="border:1px solid #999;padding:4px">30</td><td \
                        style="border:1px solid #999;padding:4px">filled rolls, a third of them vegetarian</td></tr><tr><td \
                        style="border:1px solid #999;padding:4px">2</td><td style="border:1px solid #999;padding:4px">trays of \
                        baklava</td></tr><tr><td style="border:1px solid #999;padding:4px">1</td><td style="border:1px solid \
                        #999;padding:4px">coffee for all, if you do that</td></tr></table>
                        <p>Could you send a quote today? The floor plan with the delivery door is attached.</p>
                        <p>Kind regards<br>James O’Brien<br><span style="color:#777">Harbour Legal LLP</span></p></div>
                        """),
                    .file(
                        "floor-plan.txt", type: "text/plain",
                        text: "Quay 4, ground floor.\nDelivery door: blue, on the water side. Ring twice.\n"),
                    .by("Microsoft Outlook 16.0")),
                .take(.deniz, .after(5)),
                .note(.sara, .after(4), "We can do it if Aram starts at 5. Baklava is no problem; coffee in the two big flasks."),
            ]),
        Story(
            "priya", "Is the rye really vegan?",
            [
                .mail(
                    .day(13, 9, 45), "Hi! The label of the rye says “may contain milk”. Is there milk in it, or is that lawyers?\n\nPriya"),
                .answer(.siti, .after(20), "Lawyers, and butter on the next table. There is no milk in the recipe itself.\n\nSiti", .solve),
            ]),
        Story(
            "priya", "Bread for the lab’s open day",
            [
                .mail(
                    .day(7, 12, 5),
                    """
                    Hello, writing from work this time: could we have 15 of the small rye loaves next Thursday at nine? The marine lab \
                    pays by invoice.
                    """,
                    .from(1), .signed("Dr Priya Raghunathan\nMarine Lab\nThis message may contain seaweed.")),
                .answer(
                    .siti, .after(30), "Fifteen small ryes, Thursday at nine. Send me the address for the invoice and it is done.\n\nSiti"),
                .mail(.after(80), "Marine Lab, Pier 2. Thank you!", .from(1), .quotes),
                .solve(.siti, .after(25)),
            ]),
        Story(
            "priya", "A friend wants to order from you",
            [
                .mail(
                    .openAgo(60),
                    """
                    My neighbour has tasted your walnut loaf at my kitchen table and now wants one every week. Do you do standing \
                    orders, and does she get anything for being talked into it by me? ;)

                    Priya
                    """,
                    .from(2))
            ]),
        Story(
            "tom", "Night ferry breakfasts",
            [
                .mail(
                    .day(4, 10, 30),
                    """
                    Morning. The night ferry carries about 200 hungry people. Would you be up for a trial week of breakfast bags?

                    Tom Ashworth
                    Purser
                    """
                ),
                .answer(
                    .deniz, .after(120),
                    """
                    Good morning Tom,

                    We would. How many bags on the first night, and when must they be on board? I would start with one kind and do it \
                    well.

                    Deniz
                    """
                ),
                .absence(
                    .after(1), subject: "Automatic reply: Night ferry breakfasts",
                    "I am at sea until Monday and read my mail when there is signal, which is hardly ever.\n\nTom Ashworth"),
            ]),
        Story(
            "grace", "The walk to your door",
            [
                .mail(
                    .day(1, 16, 40),
                    """
                    Dear all,

                    My mother came out of hospital on Monday. Yesterday she walked, on her own, from our house to your door, because \
                    she wanted to buy her own bread. Your young man carried a chair out onto the pavement and she sat there for an \
                    hour like a queen.

                    I do not know his name. Please tell him that I will not forget it.

                    Grace Okafor
                    """),
                .answer(
                    .deniz, .after(60),
                    """
                    Dear Grace,

                    His name is Aram, and he went very red when I read it to him. The chair stays where it is. Tell your mother her \
                    loaf is kept for her every morning.

                    Deniz
                    """,
                    .solve),
            ]),
    ]

    static let others: [Story] = [
        Story(
            "layla", "طلب خبز للعيد",
            [
                .mail(
                    .dueIn(190),
                    """
                    السلام عليكم،

                    أودّ أن أطلب عشرين رغيفًا من خبز السمسم وصينيتين من البقلاوة ليوم الجمعة. هل يمكنكم توصيلها إلى شارع الميناء رقم \
                    12؟ رقم هاتفي 0532 000 06 21.

                    شكرًا جزيلًا،
                    ليلى
                    """)
            ]),
        Story(
            "flour",
            "Stone-ground news: the new harvest is in",
            [
                Step(
                    when: .day(3, 6, 30),
                    what: .newsletter(
                        """
                        The new harvest is in. Rye is strong this year, wheat a little softer than last.

                        Unsubscribe: https://millandmeadow.example/unsubscribe
                        """,
                        html:
                            """
                            <h1 style="color:#6b4f1d">The new harvest is in</h1><p>Rye is strong this year, wheat a little \
                            <i>softer</i> than last.</p><p style="font-size:small"><a \
                            href="https://millandmeadow.example/unsubscribe">Unsubscribe</a></p>
                            """
                    ))
            ]),
    ]

    static let all: [Story] = turkish + finnish + armenian + indonesian + english + others
}
