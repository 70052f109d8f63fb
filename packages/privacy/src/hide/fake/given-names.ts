const BY_CULTURE = [
  // English
  'Alice Arthur Beatrice Charlotte Daisy Edward Eleanor Emily Ethan Freya George Grace Harry Hazel Isla Jasper Lucy Martha Oliver Poppy Rupert Sophie Toby Violet Walter',
  // Spanish and Portuguese
  'Alejandra Beatriz Camila Diego Emilia Esteban Felipe Fernanda Gonzalo Isabela Joaquim Lorena Luciana Marcos Mateo Nuria Pablo Paloma Rafael Renata Santiago Thiago Valentina Ximena',
  // French
  'Adrien Amelie Baptiste Camille Celine Clement Delphine Elodie Florian Gaspard Helene Julien Lucien Manon Mathilde Noemie Pascal Quentin Sylvie Thibault Yvette',
  // German and Dutch
  'Anneke Bastian Dieter Elke Friedrich Greta Gunther Heidi Ingrid Jonas Jurgen Katja Klaus Lotte Maarten Matthias Pieter Sabine Sander Sieglinde Stefan Ulrike Wolfgang',
  // Nordic
  'Aino Anders Astrid Bjorn Eero Elin Erik Frida Gunnar Henrik Ingeborg Jorunn Kirsi Lars Linnea Magnus Mikko Nils Oskari Ragnhild Signe Sven Tuuli',
  // Italian and Greek
  'Alessia Anastasia Bruno Chiara Christos Dimitra Eleni Enzo Fiorella Giacomo Giulia Kostas Ludovica Marco Nikolaos Ornella Paolo Rosalba Sofia Stavros Vittoria',
  // Slavic
  'Agnieszka Bogdan Danuta Dmitri Irena Ivana Jakub Kazimir Ludmila Marek Milena Mirko Nadezhda Oksana Pavel Radka Stanislav Svetlana Tomasz Vesna Vladimir Zdenka Zoran',
  // Arabic, Persian and Turkish
  'Aisha Ayse Bahar Cemil Dariush Emre Farid Fatima Hakan Hassan Jamila Karim Laleh Leila Mariam Mehmet Nasrin Omar Parisa Rashid Salma Selim Tariq Yasmin Zeynep',
  // South Asia
  'Aarav Anjali Arjun Deepa Farhan Gauri Harish Imran Ishaan Kavita Lakshmi Manoj Meera Nikhil Pooja Priya Rahul Ramesh Sanjay Shreya Sunita Tanvi Usha Vikram',
  // East and South-East Asia
  'Akira Anh Bao Chen Dewi Haruto Hiroshi Hyejin Jiho Kenji Linh Mei Minh Naoko Nguyet Rizal Sakura Seojun Somchai Takumi Wei Xiang Yuki Yuna Zihan',
  // Africa
  'Abebe Adaeze Amara Baraka Chidi Chinwe Desta Efua Folami Habiba Imani Jabari Kofi Kwame Lindiwe Makena Ngozi Nomvula Oluwaseun Sipho Tendai Thabo Wanjiru Zola',
];

/** Given names of several cultures in Latin letters; at least 200, none twice. */
export const GIVEN_NAMES: readonly string[] = [...new Set(BY_CULTURE.flatMap((names) => names.split(' ')))];
