<?php
// php validate.php : places a guest order through the Service (Store API), reads it back, cancels and deletes it. JSON to stdout and the termination log.
// env: BASE (http://web) SCHEME HOST DOCROOT INIT_DIR [TERMINATION_LOG], and what wp-cli needs to reach the database.
// A merchant may have turned off guest checkout or every payment method that needs no account elsewhere: then the cart is proven, and `unproven` says why not more.
$result = array( 'ok' => false, 'steps' => array() );
$start  = microtime( true );
$ms     = fn( $since ) => (int) ( ( microtime( true ) - $since ) * 1000 );

$wp = function ( string $name, string $mode ) use ( &$result, $ms ) {
	$since = microtime( true );
	$lines = array();
	chdir( getenv( 'DOCROOT' ) );
	exec( 'wp eval-file ' . escapeshellarg( getenv( 'INIT_DIR' ) . '/trial.php' ) . " $mode 2>&1", $lines, $rc );
	$result['steps'][ $name ] = "rc$rc {$ms( $since )}ms";
	if ( 0 !== $rc ) {
		throw new RuntimeException( "$name: " . implode( ' ', $lines ) );
	}
	// Plugins may print lines of their own.
	$answers = preg_grep( '/^\{/', $lines );
	return json_decode( (string) end( $answers ), true );
};

$token = null;
$call  = function ( string $name, string $method, string $path, ?array $body = null, array $want = array( 200 ) ) use ( &$result, &$token, $ms ) {
	$headers = array( 'Host: ' . getenv( 'HOST' ), 'X-Forwarded-Proto: ' . getenv( 'SCHEME' ), 'Accept: application/json', 'Content-Type: application/json' );
	if ( null !== $token ) {
		$headers[] = "Cart-Token: $token";
	}
	for ( $try = 1; ; $try++ ) {
		$since   = microtime( true );
		$answers = array();
		$curl    = curl_init( getenv( 'BASE' ) . $path );
		curl_setopt_array(
			$curl,
			array(
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_HTTPHEADER     => $headers,
				CURLOPT_CONNECTTIMEOUT => 5,
				CURLOPT_TIMEOUT        => 60,
				CURLOPT_HEADERFUNCTION => function ( $curl, $line ) use ( &$answers ) {
					$parts = explode( ':', $line, 2 );
					if ( isset( $parts[1] ) ) {
						$answers[ strtolower( trim( $parts[0] ) ) ] = trim( $parts[1] );
					}
					return strlen( $line );
				},
			) + ( null === $body ? array() : array( CURLOPT_POSTFIELDS => json_encode( $body ) ) )
		);
		$text = curl_exec( $curl );
		$code = curl_getinfo( $curl, CURLINFO_RESPONSE_CODE );
		// No address, or nobody listens yet: nothing was sent, so trying again can place no second order.
		if ( false === $text && $try < 20 && in_array( curl_errno( $curl ), array( CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT ), true ) ) {
			usleep( 500000 );
			continue;
		}
		$result['steps'][ $name ] = "$code {$ms( $since )}ms" . ( $try > 1 ? " try$try" : '' );
		if ( false === $text ) {
			throw new RuntimeException( "$name: " . curl_error( $curl ) );
		}
		if ( ! in_array( $code, $want, true ) ) {
			throw new RuntimeException( "$name: HTTP $code $text" );
		}
		return array( json_decode( $text, true ), $answers );
	}
};

$prove = function () use ( &$result, &$token, $wp, $call ) {
	$api   = '/wp-json/wc/store/v1';
	$trial = $wp( 'prepare', 'prepare' );
	if ( ! isset( $trial['product'] ) ) {
		throw new RuntimeException( 'prepare: the shop gave no answer' );
	}
	$call( 'product', 'GET', "$api/products/{$trial['product']}" );
	list( , $headers ) = $call( 'cart', 'GET', "$api/cart" );
	$token             = $headers['cart-token'] ?? null;
	if ( null === $token ) {
		throw new RuntimeException( 'cart: the answer has no Cart-Token' );
	}
	list( $cart ) = $call( 'add', 'POST', "$api/cart/add-item", array( 'id' => $trial['product'], 'quantity' => 1 ), array( 201 ) );
	$result['total'] = $cart['totals']['total_price'] . ' ' . $cart['totals']['currency_code'];
	$methods         = array_values( array_intersect( array( 'cod', 'bacs' ), $cart['payment_methods'] ) );
	$why             = array_filter(
		array(
			$methods ? null : 'no payment method that works without an account elsewhere',
			$trial['guests'] ? null : 'guests may not order',
			$trial['address'] ? null : 'no address in a country that the shop sells to',
		)
	);
	if ( $why ) {
		$result['unproven'] = implode( '; ', $why );
		return;
	}
	$address      = array( 'first_name' => 'Validation', 'last_name' => 'Order', 'company' => '', 'address_1' => 'Teststrasse 1', 'address_2' => '', 'phone' => '+4930123456' ) + $trial['address'];
	list( $order ) = $call(
		'checkout',
		'POST',
		"$api/checkout",
		array(
			'billing_address'  => $address + array( 'email' => $trial['email'] ),
			'shipping_address' => $address,
			'payment_method'   => $methods[0],
			'create_account'   => false,
			'customer_note'    => 'Placed by the validation of this shop and removed at once',
			'payment_data'     => array(),
		)
	);
	$result['order']  = $order['order_id'];
	$result['status'] = $order['status'];
	if ( 'success' !== ( $order['payment_result']['payment_status'] ?? '' ) ) {
		throw new RuntimeException( 'checkout: ' . json_encode( $order ) );
	}
	$self         = "$api/order/{$order['order_id']}?key={$order['order_key']}&billing_email=" . rawurlencode( $trial['email'] );
	list( $read ) = $call( 'readback', 'GET', $self );
	if ( $read['status'] !== $order['status'] || $read['totals']['total_price'] !== $cart['totals']['total_price'] ) {
		throw new RuntimeException( 'readback: ' . json_encode( $read ) );
	}
	$wp( 'remove', 'clean' );
	$call( 'gone', 'GET', $self, null, array( 404 ) );
};

try {
	$prove();
	$result['ok'] = true;
} catch ( Throwable $error ) {
	$result['message'] = substr( $error->getMessage(), 0, 600 );
}
if ( ! isset( $result['steps']['gone'] ) && isset( $result['steps']['prepare'] ) ) {
	try {
		$wp( 'remove', 'clean' );
	} catch ( Throwable $error ) {
		$result['ok']   = false;
		$result['left'] = substr( $error->getMessage(), 0, 300 );
	}
}
$result['ms'] = $ms( $start );
$json         = json_encode( $result, JSON_UNESCAPED_SLASHES );
echo $json, "\n";
file_put_contents( getenv( 'TERMINATION_LOG' ) ?: '/dev/termination-log', $json );
exit( $result['ok'] ? 0 : 1 );
