<?php
// php verify-plugin.php FOLDER CHECKSUMS VERSION : holds the files of a plugin to the checksums of its release, as wordpress.org publishes them
// (https://downloads.wordpress.org/plugin-checksums/NAME/VERSION.json). exit: 0 every file is the released one and none is missing or added; 1 not
list( , $folder, $file, $version ) = $argv;
$published = json_decode( (string) file_get_contents( $file ), true );
$problems  = array();
if ( ! isset( $published['files'] ) || ( $published['version'] ?? null ) !== $version ) {
	$problems[] = "these are not the checksums of version $version";
}
$wanted = $published['files'] ?? array();
$found  = array();
$files  = new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $folder, FilesystemIterator::SKIP_DOTS ) );
foreach ( $files as $path ) {
	$name           = substr( (string) $path, strlen( rtrim( $folder, '/' ) ) + 1 );
	$found[ $name ] = true;
	// A file that was released twice under one version has several.
	$right = (array) ( $wanted[ $name ]['sha256'] ?? array() );
	if ( ! $right ) {
		$problems[] = "$name is not part of the release";
	} elseif ( ! in_array( hash_file( 'sha256', (string) $path ), $right, true ) ) {
		$problems[] = "$name differs from the released one";
	}
}
foreach ( array_keys( array_diff_key( $wanted, $found ) ) as $name ) {
	$problems[] = "$name is missing";
}
if ( $problems ) {
	fwrite( STDERR, "$folder is not what was released:\n" . implode( "\n", array_slice( $problems, 0, 20 ) ) . "\n" );
	exit( 1 );
}
printf( "%d files of version %s are as released\n", count( $found ), $version );
