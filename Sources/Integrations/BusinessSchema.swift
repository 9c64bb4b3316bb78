import Catalog
import Customers
package import Database
import Journal
import Ordering
import Pricing
import Receivables
import Records
import Stock
import Storefront
import Support
import Suppliers

/// The schema of the business rooms, in the order of their numbers.
package let businessSchema: [Migration] = [
    JournalSchema.migration, RecordsSchema.migration, CustomersSchema.migration, CatalogSchema.migration, PricingSchema.migration, CustomersSchema.access,
    StockSchema.migration, OrderingSchema.migration, ImportsSchema.migration, ReceivablesSchema.migration,
    OrderFactsSchema.migration,
    PricingSchema.discounts, OrderingSchema.listPrices, AgreementSchema.migration,
] + HouseSchema.migrations + [TermsSchema.migration, DocumentsSchema.migration, CreditNewsSchema.migration, ApprovalsSchema.migration]
    + [PricingSchema.rateSources, PricingSchema.history, UploadsSchema.migration, PricingSchema.pricesByList, CatalogSchema.assortments, CatalogSchema.relations, CatalogSchema.clientArticles, CatalogSchema.withdrawn, CatalogSchema.barcodes, PortalContentsSchema.imageTitles, CustomersSchema.namesOfPeople]
    + [PricingSchema.lightHistory, PricingSchema.moments, CatalogSchema.files, PastOrdersSchema.migration, KeptSchema.migration, OrderingSchema.cartArticles, RecordSheetsSchema.migration, PortalContentsSchema.contents, PortalContentsSchema.bulkChanges, SupportSchema.migration,
        KeptSchema.watches, ConsentsSchema.migration, ClientAliasesSchema.migration, RightsVersion.migration, SuppliersSchema.migration, SupplySchema.migration,
        RecordSheetsSchema.made, ExchangePicturesSchema.migration, PasskeysSchema.migration,
        SynonymsSchema.migration, QuotesSchema.migration, SupplySchema.received, ClientBlockSchema.migration, PeopleOfERPSchema.departments, PeopleOfERPSchema.people, PeopleOfERPSchema.blocks, PeopleOfERPSchema.cancelledChanges, PrivacySchema.migration, PeopleOfERPSchema.letGo, OwnLettersSchema.migration,
        PeopleOfERPSchema.numbers, MergedPeopleSchema.migration, MergedPeopleSchema.addresses, MergedPeopleSchema.indexes,
        CatalogSchema.mandatoryAccessories, CatalogSchema.barcodeSharers, RecordSheetsSchema.notices, ImportsSchema.runs, ImportsSchema.rows,
    ]
