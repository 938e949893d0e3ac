import Inbox

extension Story {
    static let indonesian: [Story] = [
        Story(
            "dewi", "Pesan kue ulang tahun untuk kapten",
            [
                .mail(
                    .day(12, 17, 45),
                    """
                    Halo Mbak Siti,

                    Kapal kami sandar lagi minggu depan dan kapten kami berulang tahun. Bisa pesan satu kue cokelat untuk 20 orang? \
                    Kalau bisa tulis "Selamat ulang tahun, Kapten" di atasnya.

                    Terima kasih banyak ya!
                    Dewi
                    """),
                .answer(
                    .siti, .after(30),
                    """
                    Halo Mbak Dewi,

                    Bisa sekali! Kue cokelat untuk 20 orang siap hari Rabu jam 15.00, saya antar sendiri ke dermaga. Saya selipkan \
                    juga sedikit roti pandan untuk Mbak.

                    Salam,
                    Siti
                    """),
                .mail(
                    .after(260), "Wah, Mbak Siti memang yang terbaik. Sampai ketemu hari Rabu!", .quotes, .by("Gmail"),
                    .signed("Dewi Lestari Wulandari\nDikirim dari iPhone saya")),
                .solve(.siti, .after(15)),
            ]),
        Story(
            "budi", "Tas saya ketinggalan",
            [
                .mail(
                    .day(6, 9, 20),
                    """
                    Selamat pagi, tas ransel biru saya sepertinya ketinggalan di toko kemarin sore. Di dalamnya ada buku catatan. \
                    Apakah ada yang menemukan?

                    Budi
                    """
                ),
                .answer(
                    .siti, .after(15), "Selamat pagi Pak Budi, tasnya aman, kami simpan di belakang. Kami buka sampai jam 19.00.\n\nSiti"),
                .mail(.after(45), "Syukurlah! Saya ke sana sore ini. Terima kasih, Bu Siti.", .quotes),
                .solve(.siti, .after(200)),
            ]),
        Story(
            "putri", "Kelas membuat roti",
            [
                .mail(
                    .day(2, 15, 30),
                    """
                    Halo, saya lihat di jendela toko ada kelas membuat roti hari Sabtu. Masih ada tempat untuk dua orang? Apakah cocok \
                    untuk pemula?

                    Putri Ayu
                    """
                ),
                .answer(
                    .siti, .after(35),
                    """
                    Halo Putri, masih ada dua tempat dan saya sudah catat nama kamu. Cocok sekali untuk pemula; celemek dan tepung \
                    dari kami. Mulai jam 14.00.

                    Siti
                    """
                ),
            ]),
        Story(
            "sutrisno", "Kiriman roti terlambat lagi",
            [
                .mail(
                    .openAgo(170),
                    """
                    Selamat siang,

                    Sudah dua kali minggu ini roti untuk warung saya datang lewat jam delapan. Pelanggan saya sarapan jam tujuh. \
                    Tolong diperbaiki, saya tidak enak dengan mereka.

                    Sutrisno
                    Warung Teman
                    """),
                .take(.siti, .after(4)),
                .answer(
                    .siti, .after(11),
                    """
                    Selamat siang Pak Sutrisno, mohon maaf sebesar-besarnya. Saya cek dulu dengan sopir hari ini, lalu saya telepon \
                    Bapak. Besok pagi roti pasti sampai sebelum jam setengah tujuh.

                    Siti
                    """,
                    .stay),
                .note(.siti, .after(5), "Sopir baru lewat jalan memutar. Aram ikut besok pagi untuk menunjukkan jalannya."),
            ]),
    ]
}
