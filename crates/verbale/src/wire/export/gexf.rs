//! GEXF 1.3 for Gephi: a graph whose edges begin and end on days.

use super::graph::{EDGE_ATTRIBUTES, Edge, Graph, TRAITS, attributes, clean, traits};
use super::page::Pages;
use super::{Error, Out};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::io;
use verbale_ledger::Entity;

type Xml<'a, 's> = Writer<&'a mut Out<'s>>;

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    let graph = Graph::of(pages)?;
    (0..pages.taken.len()).for_each(|_| out.step());
    out.begin("network.gexf")?;
    out.count(graph.edges.len());
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("gexf")
        .with_attribute(("xmlns", "http://gexf.net/1.3"))
        .with_attribute(("version", "1.3"))
        .write_inner_content(|xml| {
            xml.create_element("meta").write_inner_content(|xml| {
                xml.create_element("creator").write_text_content(
                    quick_xml::events::BytesText::new(concat!(
                        "verbale ",
                        env!("CARGO_PKG_VERSION")
                    )),
                )?;
                Ok(())
            })?;
            xml.create_element("graph")
                .with_attribute(("mode", "dynamic"))
                .with_attribute(("defaultedgetype", "directed"))
                .with_attribute(("timeformat", "date"))
                .with_attribute(("timerepresentation", "interval"))
                .write_inner_content(|xml| content(xml, &graph))?;
            Ok(())
        })?;
    io::Write::write_all(out, b"\n")?;
    Ok(())
}

fn content(xml: &mut Xml<'_, '_>, graph: &Graph) -> io::Result<()> {
    let of_nodes: Vec<_> = TRAITS.iter().map(|name| (*name, "string")).collect();
    for (class, list) in [("node", of_nodes.as_slice()), ("edge", EDGE_ATTRIBUTES)] {
        xml.create_element("attributes")
            .with_attribute(("class", class))
            .write_inner_content(|xml| {
                for (name, sort) in list {
                    xml.create_element("attribute")
                        .with_attribute(("id", *name))
                        .with_attribute(("title", *name))
                        .with_attribute(("type", *sort))
                        .write_empty()?;
                }
                Ok(())
            })?;
    }
    xml.create_element("nodes").write_inner_content(|xml| {
        graph
            .nodes
            .values()
            .try_for_each(|entity| node(xml, entity))
    })?;
    xml.create_element("edges").write_inner_content(|xml| {
        let mut edges = graph.edges.iter().enumerate();
        edges.try_for_each(|(at, edge)| put_edge(xml, at, edge))
    })?;
    Ok(())
}

fn node(xml: &mut Xml<'_, '_>, entity: &Entity) -> io::Result<()> {
    xml.create_element("node")
        .with_attribute(("id", entity.id.as_str()))
        .with_attribute(("label", clean(&entity.name).as_str()))
        .write_inner_content(|xml| values(xml, &traits(entity)))?;
    Ok(())
}

fn put_edge(xml: &mut Xml<'_, '_>, at: usize, edge: &Edge) -> io::Result<()> {
    let direction = match edge.is_mutual {
        true => "mutual",
        false => "directed",
    };
    let (id, weight) = (at.to_string(), edge.weight.to_string());
    let mut element = xml
        .create_element("edge")
        .with_attribute(("id", id.as_str()))
        .with_attribute(("source", edge.source.as_str()))
        .with_attribute(("target", edge.target.as_str()))
        .with_attribute(("type", direction))
        .with_attribute(("label", edge.label.as_str()))
        .with_attribute(("kind", edge.kind))
        .with_attribute(("weight", weight.as_str()));
    for (name, day) in [("start", &edge.start), ("end", &edge.end)] {
        if !day.is_empty() {
            element = element.with_attribute((name, day.as_str()));
        }
    }
    element.write_inner_content(|xml| values(xml, &attributes(edge)))?;
    Ok(())
}

fn values(xml: &mut Xml<'_, '_>, list: &[(&str, String)]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        for (name, value) in list {
            xml.create_element("attvalue")
                .with_attribute(("for", *name))
                .with_attribute(("value", value.as_str()))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}
