/** What of the word behind the option is the password. */
export type PasswordPart = 'word' | 'behind-colon' | 'behind-percent' | 'behind-slash' | 'behind-comma';

/** A command of a shell that takes a password. */
export interface Command {
  /** Apart by spaces; a space at the begin or end belongs to the one name. */
  readonly names: string;
  /** Source of what stands before the word with the password. */
  readonly options: string;
  readonly part: PasswordPart;
}

function command(names: string, options: string, part: PasswordPart = 'word'): Command {
  return { names, options, part };
}

/** Commands that take passwords, by the literal that the search finds; settings that only hold passwords end with `=`. */
export const COMMANDS: readonly Command[] = [
  command('curl ', ' (?:-[a-zA-Z]{0,8}[uU] ?|--(?:proxy-)?user[ =] ?)', 'behind-colon'),
  command('wget ', ' --(?:http-|ftp-|proxy-)?password[ =]'),
  command('mysql mariadb', ' (?:-p(?=\\S)|--password=|password )'),
  command('sshpass ', ' ?-p ?'),
  command(' login ', ' (?:-p[ =]?|--password[ =])'),
  command('redis-cli ', ' (?:-a|--pass) '),
  command('mongo', ' (?:-p[ =]?|--password[ =])'),
  command('sqlcmd ', ' -P ?'),
  command('ldapsearch ldapmodify ldapadd ldapwhoami', ' -w ?'),
  command('smbclient ', ' (?:-U ?|--user[ =])', 'behind-percent'),
  command(
    'htpasswd ',
    ' -[a-zA-Z]{0,4}b[a-zA-Z]{0,4}(?: -[A-Za-z0-9]{1,8}){0,3} [^\\s-]\\S{0,127} \\S{1,128} ',
    'word',
  ),
  command('-passin -passout', ' pass:'),
  command('-pass ', '^ pass:'),
  command('7z ', ' -p(?=\\S)'),
  command('7za ', ' -p(?=\\S)'),
  command('rar ', ' -h?p(?=\\S)'),
  command('unrar ', ' -h?p(?=\\S)'),
  command('zip ', ' (?:-P ?|--password[ =])'),
  command('unzip ', ' -P ?'),
  command('rclone obscure ', '^ '),
  command('gh secret set ', ' (?:--body|-b)[ =]'),
  command('net use ', ' \\\\{2,4}[^\\s"]{1,128} (?:/user:[^\\s]{1,64} )?(?!/)'),
  command('gpg gpg2', ' --passphrase[ =]'),
  command('keytool jarsigner apksigner', ' -(?:store|key|deststore|srcstore|destkey|srckey|new)pass '),
  command('sqlplus ', '^ (?:-[sSlL] )?', 'behind-slash'),
  command('mosquitto_', ' (?:-P|--pw) '),
  command('ipmitool ', ' -P '),
  command('xfreerdp ', ' /p:'),
  command('rdesktop ', ' -p '),
  command('cmdkey ', ' /pass:'),
  command('plink pscp psftp putty', ' -pw '),
  command('snmpwalk snmpget snmpset snmpbulkwalk', ' -[AX] '),
  command('nmcli ', ' password '),
  command('wpa_passphrase ', '^ [^\\s]{1,64} '),
  command('openssl enc ', ' -k '),
  command('ssh-keygen ', ' -[NP] '),
  command('rpcclient winexe', ' -U ?', 'behind-percent'),
  command('lftp ', ' -u ?', 'behind-comma'),
  command('bcp isql', ' -P ?'),
  command('cqlsh cypher-shell clickhouse-client influx evil-winrm crackmapexec psexec', ' (?:-p ?|--?password[ =])'),
  command('rabbitmqctl ', ' (?:add_user|change_password|authenticate_user) [^\\s]{1,64} '),
  command('ConvertTo-SecureString ', '^ (?:-String )?'),
  command('mc alias set ', '^ [^\\s]{1,64} [^\\s]{1,128} [^\\s]{1,64} '),
  command('ldappasswd ', ' -[saw] '),
  command('signtool certutil', ' [/-]p '),
  command(
    'PGPASSWORD= MYSQL_PWD= SSHPASS= REDISCLI_AUTH= LDAP_PASSWORD= RESTIC_PASSWORD= BORG_PASSPHRASE= RCLONE_CONFIG_PASS=',
    '^=',
  ),
];
