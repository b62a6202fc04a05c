// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// A program's way to the resources of one authority: to a node over its socket, or to an interface within this process.
protocol ResourceAccess: AnyObject, Sendable {
    /// Descriptions of what was called or written, so that a value is encoded without asking each time.
    var descriptions: NIOLockedValueBox<[ResourceReference: ResourceDescription]> { get }

    func read(_ reference: ResourceReference, timeout: TimeAmount) async throws(PharosError) -> Sample
    func write(_ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount) async throws(PharosError)
    func call(
        _ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount
    ) async throws(PharosError) -> Sample
    func describe(
        _ reference: ResourceReference, timeout: TimeAmount
    ) async throws(PharosError) -> ResourceDescription
    /// The resources whose paths match the pattern; empty: all.
    func list(_ pattern: String, timeout: TimeAmount) async throws(PharosError) -> [ResourceInfo]
    func configure(verb: String, arguments: Value, timeout: TimeAmount) async throws(PharosError) -> Value

    /// Begins a stream; it goes on until its reader ends it.
    func subscribe(_ subscription: ClientSubscription) async throws(PharosError)
    func watch(_ feed: ResourceFeed) async throws(PharosError)
    func serve(_ offer: Offer) async throws(PharosError)
    func withdraw(_ offer: Offer) async

    func shutDown() async
}

/// Where the samples of a subscription come from at the moment.
protocol SampleOrigin: Sendable {
    /// The reader has taken samples: more may come.
    func grant(_ credit: Credit)
    /// Calls ``ClientSubscription/confirmed()`` when everything that was sent before is here.
    func confirm()
    /// Nobody reads any more.
    func detach()
}

/// Where the changes of a resource list come from at the moment.
protocol ChangeOrigin: Sendable {
    /// Nobody watches any more.
    func detach()
}
