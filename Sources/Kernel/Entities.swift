// What an `ID` numbers. The trade's values with their fields live in the business rooms under names of their own.

/// One of the distributor's own companies: the seller of a contract.
package enum LegalEntity {}
/// A place where goods lie, of one seller or of all.
package enum Warehouse {}
package enum Category {}
package enum Brand {}
/// A typed technical parameter of products.
package enum Parameter {}
package enum Product {}
package enum PriceList {}
/// A row of a price list.
package enum PriceRow {}
package enum Segment {}
/// A rule that lowers, sets or raises the price of a list.
package enum Discount {}
/// A price below which no discount goes.
package enum PriceFloor {}
/// Prices agreed for a site or a project, for a time and for quantities.
package enum PriceAgreement {}
/// A policy of what somebody is shown.
package enum Assortment {}
/// A company that buys.
package enum Client {}
/// A legal entity of a client (INN, KPP): the buyer on paper.
package enum ClientEntity {}
package enum Contract {}
/// A delivery address of a client: a shop, a construction object.
package enum Site {}
/// The account whose limit contracts draw on.
package enum CreditAccount {}
/// An outside company whose goods the distributor sells.
package enum Supplier {}
/// Somebody who signs in: of a client, of a supplier or of the distributor.
package enum Person {}
/// A program's key to the API.
package enum AccessKey {}
/// An expected receipt of goods at a warehouse.
package enum Receipt {}
/// The buyer's order.
package enum Order {}
/// The part of an order that one seller supplies under one contract: one document chain in 1C.
package enum SellerOrder {}
package enum OrderLine {}
package enum Shipment {}
/// A line of a price agreement: one product, its price and how much of it.
package enum AgreedLine {}
