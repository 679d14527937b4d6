<?php
// wp eval-file catalog.php : a few products to look at. By SKU, so that running it again adds nothing.
foreach ( array(
	'demo-tee'  => array( 'Demo Tee', '19.90', 'A plain T-shirt, to show what a product looks like.' ),
	'demo-mug'  => array( 'Demo Mug', '9.90', 'A mug that holds coffee or tea.' ),
	'demo-tote' => array( 'Demo Tote Bag', '14.50', 'A cotton bag for everything else.' ),
) as $sku => list( $name, $price, $text ) ) {
	if ( wc_get_product_id_by_sku( $sku ) ) {
		continue;
	}
	$product = new WC_Product_Simple();
	$product->set_name( $name );
	$product->set_sku( $sku );
	$product->set_regular_price( $price );
	$product->set_short_description( $text );
	$product->set_status( 'publish' );
	if ( ! $product->save() ) {
		WP_CLI::error( "product $sku not saved" );
	}
}
WP_CLI::success( 'catalog' );
