const BY_CULTURE = [
  // English, Scottish, Irish and Welsh
  'Abbott Ainsworth Ashby Atkins Baxter Birch Blackwood Bradshaw Brennan Burgess Cartwright Chadwick Collier Crawford Dalton Davenport Donnelly Drummond Ellison Fairchild Fletcher Gallagher Garrett Goodwin Griffiths Hargreaves Hawkins Holloway Hutchinson Ingram Jennings Kavanagh Kendrick Lancaster Llewellyn Lockhart MacLeod Marlow McAllister Merriweather Norwood Osborne Pemberton Prescott Quigley Radcliffe Rafferty Sinclair Stanhope Sullivan Thornton Underwood Wainwright Whitaker Winslow Yardley',
  // Spanish and Portuguese
  'Aguilar Almeida Alvarado Arroyo Barbosa Barrios Bastos Caballero Camacho Cardoso Carrasco Castaneda Coelho Cordeiro Delgado Dominguez Echeverria Escobar Espinoza Estrada Faria Ferreira Figueroa Fonseca Gallardo Guerrero Ibarra Jaramillo Lacerda Leiva Machado Maldonado Marques Medrano Montoya Moreira Navarro Nogueira Olivares Pacheco Pereira Quintana Ramalho Rebelo Saavedra Salazar Sepulveda Tavares Teixeira Urrutia Valdivia Villanueva Zamora',
  // French and Walloon
  'Arnaud Barbier Beaumont Berger Blanchard Bonnet Boucher Chevalier Clement Colin Delacroix Deschamps Dubois Dumont Fontaine Fournier Gauthier Girard Guillot Jacquet Lambert Lecomte Lefebvre Lemaire Marchand Masson Mercier Moreau Pelletier Perrin Renard Rousseau Roussel Tessier Vasseur Vidal',
  // German, Dutch and Flemish
  'Ackermann Baumann Becker Brandt Claessens Dekker Dijkstra Eberhardt Engel Falkenberg Fuchs Gerritsen Haas Hartmann Hoekstra Hoffmann Jansen Kaiser Keller Koenig Kramer Kuiper Lehmann Lindner Maes Meijer Neumann Peeters Pfeiffer Reinhardt Richter Schreiber Schuster Seidel Smits Steiner Vandenberg Veenstra Vogel Vogt Wagenaar Weidmann Wouters Ziegler Zimmermann',
  // Nordic and Baltic
  'Aalto Andersen Berglund Bergstrom Dahl Ekstrom Eriksen Fredriksson Gustafsson Haugen Heikkinen Hjort Holmberg Isaksen Johansen Kallas Karlsson Kivela Korhonen Kristensen Laine Lehtonen Lindqvist Lund Makinen Nielsen Nordstrom Nygaard Olsen Ozols Poulsen Rasmussen Saarinen Sandberg Sorensen Strand Sundberg Tamm Thorsen Virtanen Wikstrom',
  // Italian and Greek
  'Alexiou Amato Barbieri Bellini Bianchi Caruso Colombo Conti Costa DeLuca Esposito Fabbri Ferrari Fiore Galli Gentile Georgiou Giordano Greco Karagiannis Leone Lombardi Mancini Marchetti Marini Mavros Moretti Nikolaidis Orlando Pagano Papadakis Pappas Pellegrini Ricci Rinaldi Romano Santoro Serra Stathopoulos Testa Valentini Vitale Zervas',
  // Slavic, Hungarian and Romanian
  'Adamczyk Babic Balogh Baranov Bondarenko Cermak Dumitru Dvorak Farkas Gorski Horvat Horvath Ionescu Ivanov Jankovic Jovanovic Kaminski Kolar Kovacs Kovalenko Kowalczyk Kozlov Lazar Lewandowski Maksimov Markovic Melnyk Molnar Morozov Nemeth Novak Nowicki Orlov Petrov Pokorny Popescu Prochazka Radu Savchenko Sedlak Simic Sokolov Stoica Svoboda Tkachenko Tomic Varga Vesely Volkov Wisniewski Zelenka Zielinski',
  // Arabic, Hebrew, Persian, Turkish and Armenian
  'Abadi Aydin Azoulay Bakir Ben-David Bitar Celik Darwish Demir Dogan Farahani Farouk Ghanem Haddad Hakimi Hamdan Harari Hosseini Ibrahimi Jaber Kaplan Karimi Kaya Khalil Khoury Mansour Mizrahi Moradi Nasser Nazari Ozturk Petrosyan Qasim Rahimi Rostami Sabbagh Sahin Saleh Sargsyan Shamoun Tehrani Yildiz Zaman Zamani',
  // South Asia
  'Acharya Agarwal Ahluwalia Banerjee Bhatia Bhattarai Chakraborty Chaudhry Chopra Dasgupta Desai Deshmukh Fernando Gill Goswami Gupta Hegde Iyer Jayasuriya Joshi Kapoor Kulkarni Malhotra Mehta Menon Mishra Mukherjee Nair Pandey Parekh Pillai Qureshi Rao Reddy Saxena Sethi Shrestha Siddiqui Thapa Trivedi Varma Wickramasinghe',
  // East and South-East Asia, the Pacific
  'Aquino Bautista Chang Chaudhary Cheung Choi Fujimoto Hashimoto Hayashi Hoang Huang Inoue Ishikawa Jeong Kamaka Kang Kimura Kobayashi Kwok Lam Liang Lim Liu Matsuda Mizuno Nakamura Nguyen Nishimura Ogawa Okada Pham Phan Reyes Saito Santoso Setiawan Shimizu Siregar Srisai Suzuki Takahashi Tanaka Tran Tuilagi Vuong Watanabe Widodo Wong Yamamoto Yeo Zhang Zhao',
  // Africa
  'Abara Achebe Adeyemi Adjei Afolabi Agyeman Balogun Banda Chukwu Dlamini Diallo Eze Gebre Githinji Kamau Keita Khumalo Kipchoge Mahlangu Mbeki Mensah Moyo Mutasa Mwangi Ndlovu Nkosi Nwosu Obi Ochieng Odhiambo Okafor Okonkwo Onyango Osei Owusu Sesay Sithole Tadesse Toure Traore Wambui Wekesa Zulu Zungu',
];

/** Family names of several cultures in Latin letters; at least 400, none twice. */
export const FAMILY_NAMES: readonly string[] = [...new Set(BY_CULTURE.flatMap((names) => names.split(' ')))];
