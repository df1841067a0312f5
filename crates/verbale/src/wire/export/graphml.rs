//! GraphML for networkx, igraph, yEd and R: the graph of [`super::graph`], days as texts.

use super::graph::{EDGE_ATTRIBUTES, Edge, Graph, TRAITS, attributes, clean, traits};
use super::page::Pages;
use super::{Error, Out};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

type Xml<'a, 's> = Writer<&'a mut Out<'s>>;

/// What edges have beside the attributes that GEXF has too.
const DAYS: &[(&str, &str)] = &[
    ("start", "string"),
    ("end", "string"),
    ("weight", "integer"),
];

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    let graph = Graph::of(pages)?;
    (0..pages.taken.len()).for_each(|_| out.step());
    out.begin("network.graphml")?;
    out.count(graph.edges.len());
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("graphml")
        .with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"))
        .write_inner_content(|xml| content(xml, &graph))?;
    io::Write::write_all(out, b"\n")?;
    Ok(())
}

fn content(xml: &mut Xml<'_, '_>, graph: &Graph) -> io::Result<()> {
    key(xml, "node", "label", "string")?;
    for name in TRAITS {
        key(xml, "node", name, "string")?;
    }
    for (name, sort) in EDGE_ATTRIBUTES.iter().chain(DAYS) {
        key(xml, "edge", name, sort)?;
    }
    xml.create_element("graph")
        .with_attribute(("id", "network"))
        .with_attribute(("edgedefault", "directed"))
        .write_inner_content(|xml| {
            for entity in graph.nodes.values() {
                xml.create_element("node")
                    .with_attribute(("id", entity.id.as_str()))
                    .write_inner_content(|xml| {
                        data(xml, "node", "label", &clean(&entity.name))?;
                        let traits = traits(entity);
                        let mut traits = traits.iter();
                        traits.try_for_each(|(name, value)| data(xml, "node", name, value))
                    })?;
            }
            let mut edges = graph.edges.iter().enumerate();
            edges.try_for_each(|(at, edge)| put_edge(xml, at, edge))
        })?;
    Ok(())
}

/// Keys of nodes and edges may share a name, their ids may not.
fn id(class: &str, name: &str) -> String {
    format!("{class}.{name}")
}

fn key(xml: &mut Xml<'_, '_>, class: &str, name: &str, sort: &str) -> io::Result<()> {
    let sort = match sort {
        "integer" => "int",
        other => other,
    };
    xml.create_element("key")
        .with_attribute(("id", id(class, name).as_str()))
        .with_attribute(("for", class))
        .with_attribute(("attr.name", name))
        .with_attribute(("attr.type", sort))
        .write_empty()?;
    Ok(())
}

fn data(xml: &mut Xml<'_, '_>, class: &str, name: &str, value: &str) -> io::Result<()> {
    xml.create_element("data")
        .with_attribute(("key", id(class, name).as_str()))
        .write_text_content(BytesText::new(value))?;
    Ok(())
}

fn put_edge(xml: &mut Xml<'_, '_>, at: usize, edge: &Edge) -> io::Result<()> {
    xml.create_element("edge")
        .with_attribute(("id", at.to_string().as_str()))
        .with_attribute(("source", edge.source.as_str()))
        .with_attribute(("target", edge.target.as_str()))
        .write_inner_content(|xml| {
            for (name, value) in attributes(edge) {
                data(xml, "edge", name, &value)?;
            }
            for (name, day) in [("start", &edge.start), ("end", &edge.end)] {
                if !day.is_empty() {
                    data(xml, "edge", name, day)?;
                }
            }
            data(xml, "edge", "weight", &edge.weight.to_string())
        })?;
    Ok(())
}
